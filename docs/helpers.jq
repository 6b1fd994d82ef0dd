# helpers: functions.json as the page docs/helpers.md (jq -rf; make docs)

# what may stand there, in words
def words:
	if .enum then .enum | map("`\(. | tostring)`") | join(" or ")
	elif .type == "array" then "list of " + (.items | words)
	elif .type == "object" then "{" + (.properties | keys_unsorted | join(", ")) + "}"
	elif .type == "integer" and .minimum != null and .maximum != null then "integer, \(.minimum) to \(.maximum)"
	elif .type == "integer" and .minimum == 1 then "integer, from 1"
	else .type // "any" end;

def flag: "`--\(gsub("_"; "-"))`";

def row($required): "| " + (.key | flag)
	+ " | " + (.value | words | gsub("\\|"; "\\|"))
	+ " | " + (if .key | IN($required[]) then "required"
		elif .value.default == null then ""
		else .value.default | "`\(tojson)`" end)
	+ " | " + (.value.description // "" | gsub("\\|"; "\\|")) + " |";

def may: {read: "reads files of the project", write: "writes files of the project",
	run: "starts programs of the project"}[.];

# an example's arguments as they are typed
def typed: if type == "string" then @sh else tojson end;
def flags: to_entries | map((.key | "--" + gsub("_"; "-")) as $flag
	| if .value | type == "array" then .value[] | "\($flag) \(typed)"
	elif .value == true then $flag
	else "\($flag) \(.value | typed)" end) | join(" ");
def command($name): if any(.[]; type == "object" or (type == "array" and any(.[]; type == "object")))
	then "echo \(tojson | @sh) | codex-run \($name)"
	else "codex-run \($name) \(flags)" | rtrimstr(" ") end;

"# Helpers\n\nMade from `codex_helpers/functions.json` by `make docs`. Each helper takes its
arguments as flags, as one JSON object on standard input, or from the result
lines of the helper before it; each answers one result line
([contract](contract.md)). A model is shown the same descriptions.\n",
(.[] | .name as $name | (.parameters.required // []) as $required
	| "## \(.name)\n\n\(.description)\n",
	"It \(.["x-grants"] | map(may) | join(", and "))\(
		if .["x-programs"] then "; it starts " + (.["x-programs"] | join(", ")) else "" end).\(
		if .["x-operands"] then " Operands: " + (.["x-operands"] | map("`\(.)`") | join(", ")) + "." else "" end)\n",
	"| flag | value | default | what it does |\n| --- | --- | --- | --- |",
	(.parameters.properties | to_entries[] | row($required)),
	"",
	(.["x-examples"][0] // empty | .arguments | "    $ " + (command($name) | gsub("\n"; "\n    "))),
	"")
