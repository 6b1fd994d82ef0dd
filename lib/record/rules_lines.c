/* rules_lines: the built-in rules about the code and text of lines */
#include "record/judge.h"
#include <stddef.h>

/* What is made or measured, not written. */
#define DATA                                                                   \
	"*.min.js *.min.css *.map *.svg *.json *.jsonl *.csv *.tsv *.lock "    \
	"*.ipynb *.snap *.sum *.tiktoken *.xml *.pem *.crt *.b64 *.hex "       \
	"*.ps *.eps *.xpm *.po *.pot *.patch *.diff pnpm-lock.yaml "           \
	"**/{fixtures,fixture,testdata,assets,cassettes,__snapshots__,"        \
	"corpus,data}/**"

/* Letters of other scripts that look like Latin ones (UTS 39). */
#define LOOKALIKES                                                             \
	"[\\x{0430}\\x{0435}\\x{043e}\\x{0440}\\x{0441}\\x{0443}\\x{0445}"     \
	"\\x{0455}\\x{0456}\\x{0458}\\x{0501}\\x{051b}\\x{051d}\\x{04bb}"      \
	"\\x{0405}\\x{0406}\\x{0408}\\x{0410}\\x{0412}\\x{0415}\\x{041a}"      \
	"\\x{041c}\\x{041d}\\x{041e}\\x{0420}\\x{0421}\\x{0422}\\x{0425}"      \
	"\\x{0391}\\x{0392}\\x{0395}\\x{0396}\\x{0397}\\x{0399}\\x{039a}"      \
	"\\x{039c}\\x{039d}\\x{039f}\\x{03a1}\\x{03a4}\\x{03a5}\\x{03a7}"      \
	"\\x{03bf}\\x{03bd}\\x{0561}\\x{0578}\\x{0585}\\x{057d}\\x{ff21}-"     \
	"\\x{ff3a}\\x{ff41}-\\x{ff5a}\\x{13a0}-\\x{13ff}]"

/* What may stand before a program's name: assignments, and what starts it. */
#define STARTS                                                                 \
	"(\\w+=(\"[^\"\\n]*\"|'[^'\\n]*'|[^\\s\"'|;&])*\\s+|(/\\S*/)?(sudo|"   \
	"doas|env|exec|command|nohup|nice|time|timeout|busybox|stdbuf)\\s+"    \
	"(-\\S+\\s+([\\w-]+\\s+)?)*([0-9.]+[smhd]?\\s+)?)*[\"']?(/\\S*/)?"

const struct builtin_rule rules_of_lines[] = {
    {.id = "private-key",
	.level = POLICY_ERROR,
	.message = "adds a private key",
	.hint = "make a new key where it is needed; this one is known now",
	.check = check_private_key},
    {.id = "secret",
	.level = POLICY_ERROR,
	.message = "adds what looks like a secret of a documented form",
	.hint = "read it from the environment, and revoke this one",
	.check = check_secret},
    {.id = "possible-secret",
	.level = POLICY_WARNING,
	.message = "adds what its name or place calls a secret",
	.hint = "read it from the environment",
	.except = RULE_PROSE,
	.check = check_possible_secret},
    {.id = "exposed-secret",
	.level = POLICY_NOTE,
	.message = "removes what looks like a secret",
	.hint = "it stays in the history: revoke it",
	.check = check_exposed_secret},
    {.id = "remote-code",
	.level = POLICY_ERROR,
	.message = "hands what the network sends to an interpreter",
	.hint = "download, compare with a checksum, then run",
	.except = RULE_PROSE,
	.added =
	    "(?i)\\b(curl|wget|iwr|irm|invoke-webrequest|invoke-restmethod)"
	    "\\b(?:[^|;&#\\n]|&(?=\\w+=)|;\\s*\\})*\\|&?\\s*"
	    /* what hands it on */
	    "([\\w./"
	    "-]+(\\s(\"[^\"\\n]*\"|'[^'\\n]*'|[^|;&#\\n\"'])*)?\\|\\s*)*" STARTS
	    "((ba|z|da|k|a|fi)?sh\\b|iex\\b|\\$\\{?(SHELL|BASH)\\b"
	    "|(python[0-9.]*|node|perl|ruby|php)\\b"
	    /* what has its program in an argument reads data */
	    "(?!\\s*-m\\s*json|\\s+-\\w*[cenpr]\\w*\\s(?!.*\\b(exec|eval|"
	    "system)\\b)))"
	    "|\\b((ba|z|da|k)?sh|source|eval|python[0-9.]*|node|perl|ruby)\\b"
	    "[^|;&#\\n]*(<\\(|\\$\\(|`)\\s*(curl|wget)\\b"
	    "|^\\s*\\.\\s+<\\(\\s*(curl|wget)\\b"
	    "|\\biex\\b.*\\b(iwr|irm|downloadstring|invoke-webrequest)\\b"
	    /* a file that is fetched, made to be run, and run */
	    "|\\b(curl|wget)\\b[^|;&\\n]*(\\s-[-a-zA-Z]*[oO]\\s*(?<out>[^\\s;&"
	    "]+)[^|;&\\n]*|/(?<got>[\\w-]+\\.[\\w.-]+)[\"']?\\s*)"
	    "(&&|;)\\s*((sudo\\s+)?chmod\\s[^|;&\\n]*(&&|;)\\s*)?" STARTS
	    "(\\./|((ba|z|da)?sh|python[0-9.]*|perl)\\s+(-\\S+\\s+)*(\\./)?)"
	    "(\\k<out>|\\k<got>)",
	.check = check_statements,
	.code = true},
    {.id = "destructive-command",
	.level = POLICY_ERROR,
	.message = "could delete far more than it means to",
	.hint = "name a folder below the project; ${NAME:?} for a variable",
	.except = RULE_PROSE,
	.check = check_destructive},
    {.id = "deletes-files",
	.level = POLICY_NOTE,
	.message = "deletes whatever is in a folder",
	.except = RULE_PROSE,
	.check = check_deletion},
    {.id = "dynamic-code",
	.level = POLICY_WARNING,
	.message = "runs text as code, or has a shell read what it is given",
	.hint = "parse the text, or start the program with a list of arguments",
	.paths = "*.{py,js,mjs,cjs,jsx,ts,tsx,vue,php,rb,java,kt,pl,lua,sh,"
		 "bash,cs,scala,go}",
	.added =
	    "(?<![.\\w>$:])(eval|exec)\\s*\\(\\s*(?![\"'`][^\"'`\\n]*[\"'`]\\s*"
	    "[),]|\\))"
	    "|(?<![.\\w])new\\s+Function\\s*\\("
	    "|\\b(c?pickle|marshal|shelve|dill|jsonpickle)\\.(loads?|"
	    "Unpickler|decode|open)\\s*\\("
	    "|\\byaml\\.(unsafe_load|full_load|load)\\s*\\((?![^)\\n]*Safe)"
	    "|\\bos\\.(system|popen)\\s*\\(\\s*(?![\"'][^\"'%{\\n]*[\"']\\s*\\)"
	    ")"
	    "|\\bshell\\s*=\\s*True\\b|\\bchild_process\\b.*\\bexec(Sync)?\\("
	    "|\\bexec(Sync)?\\(\\s*`[^`\\n]*\\$\\{"
	    "|\\b(unserialize|create_function|assert_eval)\\s*\\("
	    "|\\bnew\\s+ObjectInputStream\\b|\\bXMLDecoder\\(|\\bMarshal\\."
	    "load\\b"
	    "|\\bset(Timeout|Interval)\\(\\s*[\"'`]"
	    "|\\bBinaryFormatter\\b|\\b(class_|instance_)eval\\b"
	    "|^\\s*eval\\s+[\"']?[^(\\s].*\\$"
	    "|\\bvm\\.runIn\\w*Context\\(|\\bexec\\.Command\\(\\s*\"(ba)?sh\","
	    "\\s*\"-c\",\\s*(?!\")",
	.except = RULE_PROSE,
	.code = true},
    {.id = "verification-off",
	.level = POLICY_ERROR,
	.message = "switches off a check that protects users",
	.hint = "trust the one certificate or key that is meant",
	.except = RULE_PROSE " **/{test,tests,testdata,fixtures,spec,"
			     "examples,example}/** *_test.* *.test.* "
			     "test_*.* *.d.ts *.d.cts",
	.added = "\\bverify\\s*=\\s*False\\b|\\bverify_ssl\\s*=\\s*False\\b"
		 "|\\bInsecureSkipVerify\\s*[:=]\\s*true\\b"
		 "|\\brejectUnauthorized[\"']?\\s*[:=]\\s*false\\b"
		 "|\\bNODE_TLS_REJECT_UNAUTHORIZED\\b[^\\n]{0,6}0"
		 "|SSL_VERIFY(PEER|HOST)\\s*,\\s*(0|false|FALSE)"
		 "|\\bsslVerify\\s*=?\\s*false\\b|--no-(verify-ssl|check-"
		 "certificate)\\b|\\bcheck_hostname\\s*=\\s*False\\b"
		 "|[\"']?alg[\"']?\\s*[:=]\\s*[\"']none[\"']"
		 "|\\b_create_unverified_context\\b|\\bssl\\.CERT_NONE\\b"
		 "|\\bStrictHostKeyChecking[= ]no\\b|\\bVERIFY_NONE\\b"
		 "|\\bSSL_CTX_set_verify\\([^,\\n]+,\\s*SSL_VERIFY_NONE"
		 "|\\bcurl\\s+(-\\S+\\s+)*(-[a-zA-Z]*k\\b|--insecure\\b)"
		 "|\\bALLOW_ALL_HOSTNAME_VERIFIER\\b|\\bNoopHostnameVerifier\\b"
		 "|\\bdanger_accept_invalid_certs\\(\\s*true"
		 "|[\"']?verify_signature[\"']?\\s*:\\s*False",
	.code = true},
    {.id = "check-removed",
	.level = POLICY_WARNING,
	.message = "removes a check of who may do this, or of a signature",
	.hint = "keep the check, or move it within the file",
	.except = RULE_PROSE " **/{test,tests,testdata,fixtures,spec}/** "
			     "*_test.* *.test.* test_*.*",
	.removed =
	    "@(\\w+\\.)?(login_required|permission_required|requires?_auth\\w*|"
	    "authenticated|PreAuthorize|Secured|RolesAllowed|csrf_protect|"
	    "auth_required|jwt_required)\\b"
	    "|\\b(require|ensure|check|verify|validate|assert|is)_?"
	    "(Auth(enticated|orized|entication|orization)?|Admin|Login|"
	    "LoggedIn|Permissions?|Signature|Csrf|Token|Role|Access|Owner|"
	    "auth|admin|login|permissions?|signature|csrf|token|role|access|"
	    "owner)\\w*\\s*[(,)]"
	    "|\\bbefore_action\\s+:(authenticate|authorize|require)\\w*"
	    "|\\bauthorize!?[ (]|\\bhmac\\.(compare_digest|Equal)\\("
	    "|\\btimingSafeEqual\\(|\\bConstantTimeCompare\\("
	    "|\\bprotect_from_forgery\\b|\\bcanAccess\\(|\\bhasRole\\(",
	.check = check_gone_from_file,
	.code = true},
    {.id = "weak-crypto",
	.level = POLICY_WARNING,
	.message = "uses a hash, a cipher or a mode that no longer protects",
	.hint = "SHA-256, AES-GCM or ChaCha20-Poly1305; scrypt or argon2 for "
		"passwords",
	.paths = "*.{py,js,mjs,cjs,ts,tsx,go,rb,php,java,kt,cs,rs,c,cc,cpp,h,"
		 "swift,scala,sh}",
	.except = "**/{test,tests,testdata,fixtures,spec}/** *_test.* "
		  "*.test.* test_*.*",
	.added =
	    "\\bhashlib\\.(md5|sha1)\\((?![^)\\n]*usedforsecurity\\s*=\\s*"
	    "False)"
	    "|\\bcreateHash\\(\\s*[\"'](md5|md4|sha1)[\"']"
	    "|\\b(md5|sha1)\\.(New|Sum)\\("
	    "|\\bMessageDigest\\.getInstance\\(\\s*\"(MD5|SHA-?1)\""
	    "|\\bDigest::(MD5|SHA1)\\b|\\bMode(s)?[._]ECB\\b|\\bMODE_ECB\\b"
	    "|\\baes-(128|192|256)-ecb\\b|\\bAES/ECB\\b|\\b(RC4|ARC4|DES3?|"
	    "Blowfish)\\.new\\(|\\bcreateCipher\\(|\\brc4\\.NewCipher\\("
	    "|\\bdes\\.New(TripleDES)?Cipher\\(|\\bEVP_(md5|md4|rc4|des_\\w+|"
	    "\\w+_ecb)\\(|\\bTLSv1(\\.[01])?_METHOD\\b|\\bPROTOCOL_(SSLv\\w+|"
	    "TLSv1(_1)?)\\b|\\bMinVersion:\\s*tls\\.(VersionSSL30|VersionTLS1"
	    "[01])\\b|\\b(md5|sha1)\\(\\s*\\$?\\w*pass",
	.code = true},
    {.id = "open-permissions",
	.level = POLICY_WARNING,
	.message = "lets everybody write, or gives a program its owner's "
		   "rights",
	.hint = "give the one user or group what it needs",
	.except = RULE_PROSE,
	.added = "\\bchmod\\s+(-\\w+\\s+)*(0?777|0?[246][0-7]{3}|"
		 "[ugoa]*\\+[rwxXt]*s|(a|o|ugo|)\\+rwx)\\b"
		 "|\\b(os\\.)?(chmod|mkdir|makedirs|Chmod|MkdirAll?|WriteFile|"
		 "fchmod|chmodSync|mkfifo|umask)\\([^)\\n]*\\b0o?777\\b"
		 "|\\bumask\\s+0{1,4}\\b|\\binstall\\s[^|;\\n]*-m\\s*[246]"
		 "[0-7]{3}\\b|\\bS_ISUID\\b|\\bsetcap\\s",
	.code = true},
    {.id = "invisible-text",
	.level = POLICY_ERROR,
	.message =
	    "adds a direction control, a zero width or a tag character to code",
	.hint = "write it as an escape",
	.except = RULE_PROSE " *.{po,pot,strings,arb,xlf,svg} "
			     "**/{test,tests,testdata,fixtures}/**/*.json",
	.check = check_invisible},
    {.id = "invisible-prose",
	.level = POLICY_NOTE,
	.message = "adds such a character to prose",
	.paths = RULE_PROSE " *.{po,pot,strings,arb,xlf,svg}",
	.check = check_invisible},
    {.id = "homoglyph",
	.level = POLICY_WARNING,
	.message = "mixes Latin letters with others that look like them in "
		   "one word",
	.hint = "write the word in one script",
	.except = RULE_PROSE " *.{po,pot,strings,arb,xlf}",
	.added = "[A-Za-z][\\w]*" LOOKALIKES "|" LOOKALIKES "[\\w]*[A-Za-z]"
		 "|(?i)https?://[^\\s/\"']*" LOOKALIKES,
	.check = check_homoglyph},
    {.id = "long-line",
	.level = POLICY_WARNING,
	.message = "adds a line of more than 5000 bytes (`line_bytes`)",
	.hint = "break it, or keep it in a data file",
	.except = RULE_PROSE " " DATA,
	.check = check_long_line},
    {.id = "encoded-text",
	.level = POLICY_WARNING,
	.message = "holds a long run of encoded bytes that nobody can read",
	.hint = "keep the source of it, and have the build encode it",
	.except = RULE_PROSE " " DATA " go.sum *.{css,scss,pub,asc}",
	.check = check_encoded},
    {.id = NULL},
};
