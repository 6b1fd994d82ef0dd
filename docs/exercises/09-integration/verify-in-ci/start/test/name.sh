if [ "$(sh greet.sh ann)" = 'hello ann' ]; then
	echo 'ok 1 - greets by name'
else
	echo 'not ok 1 - greets by name'
	exit 1
fi
