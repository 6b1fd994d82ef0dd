#!/bin/sh
# the names are copied by hand: right until a service comes or goes
for service in gate mail news poll time; do
	echo "services/$service.conf"
done | codex-call -T read_file 'Which of these listen on a port below 1024?'
