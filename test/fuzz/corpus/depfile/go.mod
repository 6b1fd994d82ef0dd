go.mod
module x

go 1.21

require golang.org/x/text v0.3.0
require (
	github.com/a/b v1.2.3 // indirect
)
