/* rules_operations: the built-in rules about what runs: data, machines */
#include "record/judge.h"
#include <stddef.h>

#define SQL                                                                    \
	"*.sql **/migrations/** **/migrate/** **/migration/** **/alembic/** "  \
	"**/db/migrate/**"
#define SQL_EXCEPT                                                             \
	RULE_PROSE                                                             \
	" *down.sql *.down.* *rollback* **/{test,tests,testdata,fixtures,"     \
	"spec,seeds,examples}/** *_test.* *.test.*"
/* Blanks, or a comment in their place. */
#define GAP "(?:\\s|/\\*.*?\\*/)+"
#define INFRASTRUCTURE                                                         \
	"*.{tf,tfvars,yml,yaml,json,hcl,bicep} docker-compose* "               \
	"compose.y{,a}ml"
#define INFRASTRUCTURE_EXCEPT                                                  \
	RULE_PROSE " package*.json *.lock.json tsconfig*.json **/{test,tests," \
		   "testdata,fixtures,spec,examples,example,docs}/**"

const struct builtin_rule rules_of_operations[] = {
    {.id = "unsafe-setting",
	.level = POLICY_WARNING,
	.message = "sets what is meant for development only, or nothing at all",
	.hint = "keep it to a development or a test configuration",
	.paths = "*.{yml,yaml,toml,ini,conf,cfg,env,properties} settings*.py "
		 "config/**/*.{json,js,ts,rb,py,php} .env* appsettings*.json "
		 "application*.json",
	.except = RULE_PROSE " " RULE_SAMPLES
			     " *{dev,development,local,test,testing,debug}*.* "
			     "**/{test,tests,testdata,fixtures,spec,"
			     "examples,example}/** .github/** .*.yml .*.yaml",
	.added =
	    "(?i)^\\s*-?\\s*[\"']?(\\w*[._])?debug(_mode|mode)?[\"']?\\s*[:=]"
	    "\\s*[\"']?(true|1|on|yes)\\b"
	    "|\\b(cors|allow)[\\w.-]*orig[ie]ns?[\"']?\\s*[:=]\\s*\\[?\\s*"
	    "[\"']?\\*|\\ballowed_hosts\\s*=\\s*\\[\\s*[\"']\\*"
	    "|\\bCORS_ALLOW_ALL_ORIGINS\\s*=\\s*true|^\\s*replicas:\\s*0\\b"
	    "|^\\s*[\"']?(\\w*[._-])?(ssl|tls|https|csrf|auth|authentication|"
	    "verify\\w*|secure|encryption|sandbox)([._-]?enabled)?[\"']?\\s*"
	    "[:=]\\s*[\"']?(false|0|off|no|disabled?)\\b"
	    "|^\\s*[\"']?sslmode[\"']?\\s*[:=]\\s*[\"']?disable\\b",
	.code = true},
    {.id = "migration-drop",
	.level = POLICY_ERROR,
	.message = "drops data from a database",
	.hint = "first release code that no longer needs it; then a person "
		"drops it",
	.paths = SQL,
	.except = SQL_EXCEPT,
	.added = "(?i)\\bdrop" GAP "(table|column|database|schema)" GAP
		 "(if\\s+exists\\s+)?[\"'`\\[]?([\\w.]+)|\\btruncate\\s+("
		 "table\\s+)?(?!table\\b)"
		 "[\"'`\\[]?(?=[\\w.]+[\"'`\\]]?\\s*(;|cascade|$))([\\w.]+)"
		 "|\\b(drop_table|drop_column|remove_column|remove_columns|"
		 "dropTable|dropColumn|removeColumn|DeleteModel|RemoveField)\\b"
		 "\\s*\\(?\\s*[:\"'`]?([\\w.]*)",
	.check = check_drop,
	.code = true},
    {.id = "migration",
	.level = POLICY_WARNING,
	.message = "locks, rewrites or breaks a table that is in use",
	.hint = "in steps: add, fill in batches, switch, remove",
	.paths = SQL,
	.except = SQL_EXCEPT,
	.added =
	    "(?i)\\bdelete\\s+from\\s+[\\w.\"`]+\\s*;"
	    "|\\bupdate\\s+[\\w.\"`]+\\s+set\\s(?![^;\\n]*\\bwhere\\b)[^;\\n]*;"
	    "|\\badd\\s+(column\\s+)?(?!constraint)\\S+\\s+(?![^;\\n]*"
	    "\\bdefault"
	    "\\b)[^;\\n]*\\bnot\\s+null\\b"
	    "|\\balter\\s+(column\\s+)?\\S+\\s+(set\\s+data\\s+)?type\\b"
	    "|\\bset\\s+not\\s+null\\b|\\bmodify\\s+column\\b|\\bchange\\s+"
	    "column\\b|\\brename\\s+(to|column|table)\\b"
	    "|\\bcreate\\s+(unique\\s+)?index\\s+(?!concurrently\\b)"
	    "|\\b(change_column|rename_column|rename_table|alter_column|"
	    "renameColumn|renameTable|RenameField|RenameModel|"
	    "change_column_null)\\b\\s*\\(?\\s*[:\"'`]?\\w",
	.check = check_statements,
	.code = true},
    {.id = "migration-edited",
	.level = POLICY_WARNING,
	.message = "changes a migration that may have run already",
	.hint = "add a new migration",
	.paths = "**/{migrations,migrate,versions}/**/*[0-9]*.{sql,py,rb,js,ts,"
		 "php,go,ex,exs} **/migrations/**/[0-9]*/**/*.sql "
		 "**/V[0-9]*__*.sql",
	.except = "**/{test,tests,testdata,fixtures,spec}/** *_test.*",
	.check = check_migration_edited},
    {.id = "infrastructure-unprotected",
	.level = POLICY_ERROR,
	.message = "takes away what protects data, or gives every right",
	.hint = "name the actions and the resources that are needed",
	.paths = INFRASTRUCTURE,
	.except = INFRASTRUCTURE_EXCEPT,
	.added =
	    "(?i)\\bdeletion_protection(_enabled)?\\s*=\\s*false"
	    "|\\bprevent_destroy\\s*=\\s*false|\\bskip_final_snapshot\\s*=\\s*"
	    "true|\\bforce_destroy\\s*=\\s*true"
	    "|\\b(storage_encrypted|encrypted|encryption_at_rest_enabled|"
	    "kms_encrypted|encrypt_at_rest|transit_encryption_enabled|"
	    "enable_encryption)\\s*=\\s*false|\\bDeletionPolicy:\\s*Delete\\b"
	    "|\"?Action\"?\\s*[:=]\\s*\\[?\\s*\"\\*\""
	    "|\\bactions\\s*=\\s*\\[\\s*\"\\*\"|\\bacl\\s*=\\s*\"public-read"
	    "(-write)?\"|\\bAccessControl:\\s*\"?PublicRead"
	    "|\\bblock_public_(acls|policy)\\s*=\\s*false"
	    "|\\brestrict_public_buckets\\s*=\\s*false"
	    "|\\bpublicly_accessible\\s*=\\s*true"
	    "|\\bcluster-admin\\b|\\bterraform\\s+destroy\\b",
	.code = true},
    {.id = "infrastructure",
	.level = POLICY_WARNING,
	.message = "opens infrastructure to the world, or a container to its "
		   "host",
	.hint = "name the networks, capabilities and folders that are needed",
	.paths = INFRASTRUCTURE,
	.except = INFRASTRUCTURE_EXCEPT,
	.added =
	    "\\b0\\.0\\.0\\.0/0|[\"'\\s]::/0|\\bprivileged:\\s*true"
	    "|\\bhost(Network|PID|IPC):\\s*true|\\bhostPath:"
	    "|\\ballowPrivilegeEscalation:\\s*true|\\brunAsUser:\\s*0\\b"
	    "|\\brunAsNonRoot:\\s*false|\\breadOnlyRootFilesystem:\\s*false"
	    "|^\\s*-\\s*(SYS_ADMIN|NET_ADMIN|ALL|SYS_PTRACE)\\s*$"
	    "|/var/run/docker\\.sock|\\bnetwork_mode:\\s*[\"']?host"
	    "|\\bpid:\\s*[\"']?host|\\bendpoint_public_access\\s*=\\s*true"
	    "|\\bassociate_public_ip_address\\s*=\\s*true"
	    "|\"?Resource\"?\\s*[:=]\\s*\\[?\\s*\"\\*\""
	    "|\\bautomountServiceAccountToken:\\s*true",
	.code = true},
    {.id = NULL},
};
