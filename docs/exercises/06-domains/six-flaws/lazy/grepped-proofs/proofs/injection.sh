grep -qF 'eval "ls' store.sh
