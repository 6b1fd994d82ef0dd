#!/bin/sh
# slot.sh as it will be; with REPAIR=N, a repair that is wrong in one way
hours=${1%:*} minutes=${1#*:}
hours=${hours#0} minutes=$((${minutes#0} + $2))
form='%02d:%02d\n' carry=$((minutes / 60)) day=24
case ${REPAIR:-0} in
1) [ "$carry" -eq 0 ] || carry=1 ;; # one hour at most
2) day=1000 ;;                      # knows no midnight
3) form='%d:%02d\n' ;;
4) form='%02d:%d\n' ;;
5) [ $((minutes % 60)) -ne 0 ] || [ "$carry" -eq 0 ] || carry=$((carry - 1)) ;;
6) day=25 ;;
esac
# shellcheck disable=SC2059 # two forms, both ours
printf "$form" $(((hours + carry) % day)) $((minutes - carry * 60))
