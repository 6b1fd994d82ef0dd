#!/bin/sh
# test.sh: parcel says of each line in cases.txt what expected.txt says
./parcel <cases.txt | diff expected.txt -
