[ "$(sh say.sh hello)" = hello ]
