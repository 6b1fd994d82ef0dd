#!/bin/sh
# slot.sh START MINUTES: when does an appointment end? Times are HH:MM.
hours=${1%:*} minutes=${1#*:}
hours=${hours#0} minutes=$((${minutes#0} + $2))
if [ "$minutes" -gt 60 ]; then
	hours=$((hours + 1)) minutes=$((minutes - 60))
fi
printf '%02d:%02d\n' "$hours" "$minutes"
