# run.sh: a test that tries to leave the room
echo 1..1
if echo gone >../outside/secret.txt; then
	echo 'ok 1 - the secret outside is overwritten'
else
	echo 'not ok 1 - the secret outside is overwritten'
fi
