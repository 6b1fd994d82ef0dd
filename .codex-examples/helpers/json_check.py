#!/usr/bin/env python3
"""json_check: check that files are valid JSON."""
import json
import sys

findings = []
for path in json.load(sys.stdin)["paths"]:
    try:
        with open(path, encoding="utf-8") as file:
            json.load(file)
    except (OSError, ValueError) as error:
        findings.append({
            "path": path,
            "line": getattr(error, "lineno", 1),
            "rule": "json",
            "level": "error",
            "message": str(error),
        })
print(json.dumps({
    "success": not findings,
    "details": {"findings": findings},
    "tokens": 0,
}))
sys.exit(1 if findings else 0)
