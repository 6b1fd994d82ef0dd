# kept.sh: files that can be put back as they were found. Other scripts read it
# in, with a folder of theirs, under $XDG_STATE_HOME, in $work. `keep` copies
# what is about to be written, `note_written` what was, and `restore` puts
# back what nobody else has changed since; the copies outlive a SIGKILL.
# shellcheck shell=sh

: >"${work:?}/kept" # paths; the parser of diffs refuses newlines in names
: >"$work/created"
pwd >"$work/root"
left= # what restore did not put back, a line of a list for each

for root in "$(dirname "$work")"/*/root; do
	if [ "$root" != "$work/root" ] && [ "$(cat "$root")" = "$PWD" ]; then
		echo "$(basename "$0" .sh): an earlier run here did not put everything back: what files held before is in ${root%/root}/before; remove ${root%/root} when you are done with it" >&2
	fi
done

# there PATH: something, but no folder
there() { [ -L "$1" ] || { [ -e "$1" ] && [ ! -d "$1" ]; }; }
# same PATH PATH: whether both are the same, or not there
same() {
	if ! there "$1"; then
		if there "$2"; then return 1; fi
		return 0
	fi
	# of the same kind and mode; apply_patch writes no links
	there "$2" && [ "$(stat -c %f "$1")" = "$(stat -c %f "$2")" ] && cmp -s "$1" "$2"
}
# copy_to FOLDER PATH: into that folder of $work, if there is such a file
copy_to() {
	there "$2" || return 0
	mkdir -p "$work/$1/$(dirname "$2")"
	cp -pP "$2" "$work/$1/$2"
}
# keep FILE: copy what a result line's paths hold; fails where someone else
# changed what was written
keep() {
	jq -r '.details.paths[]' "$1" >"$work/paths"
	while IFS= read -r path; do
		if grep -qFxe "$path" "$work/kept"; then
			same "$path" "$work/after/$path" || return 1
			continue
		fi
		copy_to before "$path"
		printf '%s\n' "$path" >>"$work/kept"
		folder=$(dirname "$path")
		while [ ! -d "$folder" ]; do
			printf '%s\n' "$folder" >>"$work/created"
			folder=$(dirname "$folder")
		done
	done <"$work/paths"
}
note_written() {
	rm -rf "$work/after"
	while IFS= read -r path; do
		copy_to after "$path"
	done <"$work/kept"
}
# replace PATH: by a new file with a new time, so that make sees it
replace() {
	mkdir -p "$(dirname "$1")" &&
		cp -pP "$work/before/$1" "$1.codex-$$" &&
		touch -h "$1.codex-$$" &&
		mv -fT "$1.codex-$$" "$1"
}
# put_back PATH: one that was there, or was not
put_back() {
	if same "$1" "$work/after/$1"; then
		if there "$work/before/$1"; then replace "$1"; else rm -f "$1"; fi && return
	fi
	left="$left- $(printf %s "$1" | jq -Rrs 'gsub("[\\p{Cc}\\p{Cf}]"; "?")'): "
	if there "$work/before/$1"; then
		left="${left}what it held is in $work/before
"
	else
		left="${left}it was not there
"
	fi
}
restore() {
	# what was not there goes first: a folder can be in the way of a file
	for was in no yes; do
		while IFS= read -r path; do
			if there "$work/before/$path"; then is=yes; else is=no; fi
			if [ "$is" = "$was" ] && ! same "$path" "$work/before/$path"; then
				put_back "$path"
			fi
		done <"$work/kept"
		sort -r "$work/created" | while IFS= read -r folder; do
			rmdir "$folder" 2>/dev/null || :
		done
	done
}
