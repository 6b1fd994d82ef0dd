#!/bin/sh
# what the model does not know is never seen
codex-call -T none 'Which port does the server listen on?' <server.conf
