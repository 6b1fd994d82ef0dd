/* secret_rules: the forms of secrets, each as its vendor documents it */
#include "text/secrets.h"

/* What no token goes on with. */
#define END      "(?![A-Za-z0-9_-])"
#define HEX(n)   "[0-9a-f]{" n "}" END
#define ALNUM(n) "[A-Za-z0-9]{" n "}" END
#define WORD(n)  "[\\w-]{" n "}" END
#define UUID     "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}" END

/* From a name that the keyword is part of to its value's first character. */
#define ASSIGN                                                                 \
	"[\\w.-]{0,40}[\"'`]?\\]?[ \\t]{0,5}"                                  \
	"(?::[ \\t]?[\\w<>|]{1,20}[ \\t]?=|=>|:=|\\|\\|=|\\?\\?=|={1,3}"       \
	"|!==?|:|,)[ \\t]{0,5}"
#define VALUE(form) ASSIGN "[\"'`]?\\K" form

/* A value of any form, quoted or up to the end of its line. */
#define ANY_VALUE(least)                                                       \
	"(?:" ASSIGN "(?:[rbufL]{0,2}\"\\K[^\\s\"]{" least ",200}(?=\")"       \
	"|[rbufL]{0,2}'\\K[^\\s']{" least ",200}(?=')"                         \
	"|`\\K[^\\s`]{" least ",200}(?=`)"                                     \
	"|\\K[^\\s\"'`;,<>(){}\\\\]{" least ",200}(?=[ \\t]*(?:\\r?$|\\n|#)))" \
	"|[\\w.-]{0,20}>\\K[^\\s<>]{" least ",200}(?=</))"

#define BASE64 "[A-Za-z0-9+/]"
#define KEY_BODY                                                               \
	"[\\w+/=\\s\\\\:,.\"'()>#|*[\\];\033]*+" /* quoted, in colour, ... */
#define KEY_END "-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----"

/*
 * Where two find the same, the first one names it: what is special stands
 * before what is general.
 */
/* clang-format off */
const struct secret_rule secret_rules[] = {
    /* keys that are files or blocks of lines */
    {"private-key", "a private key", "-----BEGIN ",
	"[A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----"
	"(?:" KEY_BODY "(?:-(?!----)" KEY_BODY "){0,200}" KEY_END
	"|[A-Za-z0-9+/=\\s\\\\]{64,20000})",
	.entropy = 3.8, .flags = SECRET_KEY_BLOCK | SECRET_WITHIN},
    {"putty-key", "a PuTTY private key", "PuTTY-User-Key-File-",
	"[123]: [\\w@.-]+\\r?\\n(?:[\\w-]+:[^\\n]*\\n|[\\w+/=]+\\r?\\n){1,200}"
	"Private-Lines: \\d+\\r?\\n[A-Za-z0-9+/=]{32,}\\r?\\n(?:[A-Za-z0-9+/=]+\\r?\\n){0,200}"
	"(?:Private-MAC: [0-9a-f]+)?", .entropy = 3.5, .flags = SECRET_KEY_BLOCK},
    {"age-key", "an age identity", "AGE-SECRET-KEY-1|AGE-PLUGIN-",
	"(?:[A-Z0-9]+-1)?[02-9AC-HJ-NP-Z]{58}" END, .entropy = 3.5},

    /* clouds */
    {"aws-key-id", "an AWS access key id", "AKIA|ASIA|ABIA|ACCA",
	"[A-Z0-9]{16}(?![A-Za-z0-9])", .entropy = 2.5},
    {"aws-secret-key", "an AWS secret access key",
	"secret_access_key|secretaccesskey|secret_key|secretkey",
	VALUE("[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=])"), .entropy = 4.0, .flags = SECRET_NAMED},
    {"aws-session-token", "an AWS session token", "session_token|sessiontoken",
	VALUE("(?:FwoG|IQoJ|AQo)[A-Za-z0-9/+]{100,2000}={0,2}"), .entropy = 4.0,
	.flags = SECRET_NAMED},
    {"aws-bedrock-key", "an Amazon Bedrock key", "ABSK|bedrock-api-key-",
	"[A-Za-z0-9+/]{100,300}={0,2}", .entropy = 3.8},
    {"aws-mws-token", "an Amazon MWS token", "amzn.mws.", UUID, .entropy = 3},
    {"google-key", "a Google API key", "AIza", "[\\w-]{35}(?![\\w-])", .entropy = 3},
    {"google-oauth-secret", "a Google OAuth client secret", "GOCSPX-",
	WORD("28"), .entropy = 3},
    {"google-oauth-token", "a Google OAuth token", "ya29.",
	"[\\w.-]{30,400}" END, .entropy = 3.5},
    {"google-refresh-token", "a Google refresh token", "1//0",
	"[\\w-]{40,200}" END, .entropy = 3.8},
    {"azure-client-secret", "a Microsoft Entra client secret",
	"0Q~|1Q~|2Q~|3Q~|4Q~|5Q~|6Q~|7Q~|8Q~|9Q~",
	"(?<=[\\w~.]{3}\\dQ~)[\\w~.-]{31,34}(?![\\w~.-])", .entropy = 3.5, .back = 3},
    {"azure-storage-key", "an Azure account key",
	"AccountKey=|SharedAccessKey=",
	"\\K" BASE64 "{43,86}={1,2}(?![A-Za-z0-9+/=])", .entropy = 4.0,
	.flags = SECRET_NAMED},
    {"azure-key", "an Azure key", "+ASt|+ABa|+AMC|+ASb|+AEh|+ARm|AzFu|AzSe|AzCa"
	"|ACDb|APIM", "(?<=" BASE64 "{37}...)" BASE64
	"{5,6}[AQgw]?==(?![A-Za-z0-9+/=])", .entropy = 3.5, .flags = SECRET_WITHIN, .back = 76},
    {"azure-sas", "an Azure shared access signature", "&sig=|?sig=",
	"\\K(?:[A-Za-z0-9]|%[0-9A-Fa-f]{2}|[+/]){43,64}(?:=|%3[Dd])", .entropy = 3.5,
	.flags = SECRET_NAMED},
    {"azure-devops-token", "an Azure DevOps token", "AZDO",
	"(?<=[A-Za-z0-9]{76}AZDO)[A-Za-z0-9]{4}" END, .entropy = 3, .back = 76},
    {"alibaba-key-id", "an Alibaba Cloud access key id", "LTAI",
	ALNUM("12,20"), .entropy = 3},
    {"tencent-key-id", "a Tencent Cloud secret id", "AKID", ALNUM("32"), .entropy = 3.5},
    {"yandex-key", "a Yandex Cloud key", "AQVN|YCAJE", WORD("20,38"), .entropy = 3.5},
    {"digitalocean-token", "a DigitalOcean token", "dop_v1_|doo_v1_|dor_v1_",
	HEX("64"), .entropy = 3},
    {"heroku-key", "a Heroku key", "HRKU-", "(?:AA[\\w-]{58}|[0-9a-f-]{36})" END, .entropy = 3},
    {"heroku-uuid", "a Heroku key", "heroku", VALUE(UUID), .entropy = 3, .flags = SECRET_NAMED},
    {"fly-token", "a Fly.io token", "FlyV1 fm|fm1r_|fm2_|fo1_",
	"[\\w+/=,-]{40,2000}", .entropy = 3.5},
    {"netlify-token", "a Netlify token", "nfp_|nfc_|nfo_|nfu_|nfb_",
	ALNUM("36"), .entropy = 3.5},
    {"vercel-token", "a Vercel token", "vercel",
	VALUE("[A-Za-z0-9]{24}" END), .entropy = 3.7, .flags = SECRET_NAMED},
    {"vercel-blob-token", "a Vercel Blob token", "vercel_blob_rw_",
	"[A-Za-z0-9]{16}_[A-Za-z0-9]{30,48}" END, .entropy = 3.5},
    {"cloudflare-token", "a Cloudflare token", "cloudflare|cf_api|cf_token",
	VALUE("(?:[\\w-]{40}|[0-9a-f]{37})" END), .entropy = 3, .flags = SECRET_NAMED},
    {"cloudflare-origin-key", "a Cloudflare origin CA key", "v1.0-",
	"[0-9a-f]{24}-[0-9a-f]{146}" END, .entropy = 3},
    {"fastly-token", "a Fastly token", "fastly", VALUE("[\\w-]{32}" END), .entropy = 3.5,
	.flags = SECRET_NAMED},
    {"linode-token", "a Linode token", "linode", VALUE("[0-9a-f]{64}" END), .entropy = 3.2,
	.flags = SECRET_NAMED},
    {"hetzner-token", "a Hetzner token", "hcloud|hetzner",
	VALUE("[A-Za-z0-9]{64}" END), .entropy = 4, .flags = SECRET_NAMED},
    {"scaleway-key", "a Scaleway secret key", "scw_secret_key|scaleway",
	VALUE(UUID), .entropy = 3, .flags = SECRET_NAMED},
    {"ovh-secret", "an OVH application secret", "ovh_",
	VALUE("[A-Za-z0-9]{32}" END), .entropy = 3.5, .flags = SECRET_NAMED},
    {"tailscale-key", "a Tailscale key", "tskey-",
	"(?:auth|api|client|scim|webhook)-[A-Za-z0-9]{8,24}-[A-Za-z0-9]{16,40}" END, .entropy = 3},
    {"ngrok-token", "an ngrok token", "ngrok",
	VALUE("(?:cr_)?[A-Za-z0-9]{20,30}_[A-Za-z0-9]{18,24}" END), .entropy = 3.5,
	.flags = SECRET_NAMED},

    /* models */
    {"anthropic-key", "an Anthropic key", "sk-ant-", "[\\w-]{16,200}", .entropy = 2.8},
    {"openrouter-key", "an OpenRouter key", "sk-or-v1-", HEX("64"), .entropy = 3},
    {"langfuse-key", "a Langfuse secret key", "sk-lf-", UUID, .entropy = 3},
    {"openai-key", "an OpenAI key", "sk-",
	"(?=[\\w-]*[0-9A-Z])[\\w-]{16,300}", .entropy = 2.8},
    {"huggingface-token", "a Hugging Face token", "hf_|api_org_",
	"[A-Za-z0-9]{30,50}" END, .entropy = 3.5},
    {"replicate-token", "a Replicate token", "r8_", ALNUM("37"), .entropy = 3.5},
    {"groq-key", "a Groq key", "gsk_", ALNUM("52"), .entropy = 3.5},
    {"perplexity-key", "a Perplexity key", "pplx-", ALNUM("40,64"), .entropy = 3.5},
    {"xai-key", "an xAI key", "xai-", ALNUM("80"), .entropy = 3.5},
    {"nvidia-key", "an NVIDIA API key", "nvapi-", WORD("60,80"), .entropy = 3.5},
    {"fireworks-key", "a Fireworks AI key", "fw_", ALNUM("22,30"), .entropy = 3.5},
    {"elevenlabs-key", "an ElevenLabs key", "sk_", HEX("48"), .entropy = 3},
    {"langsmith-key", "a LangSmith key", "lsv2_pt_|lsv2_sk_",
	"[0-9a-f]{32}_[0-9a-f]{10}" END, .entropy = 3},
    {"pinecone-key", "a Pinecone key", "pcsk_", "[A-Za-z0-9_]{60,80}" END, .entropy = 3.5},
    {"tavily-key", "a Tavily key", "tvly-", WORD("28,50"), .entropy = 3.5},
    {"cohere-key", "a Cohere key", "cohere|co_api_key",
	VALUE("[A-Za-z0-9]{40}" END), .entropy = 3.8, .flags = SECRET_NAMED},
    {"mistral-key", "a Mistral key", "mistral",
	VALUE("[A-Za-z0-9]{32}" END), .entropy = 3.8, .flags = SECRET_NAMED},
    {"wandb-key", "a Weights & Biases key", "wandb",
	VALUE("[0-9a-f]{40}" END), .entropy = 3, .flags = SECRET_NAMED},

    /* code: forges, registries, CI */
    {"github-fine-grained-token", "a GitHub token", "github_pat_",
	"\\w{22,255}" END, .entropy = 3},
    {"github-token", "a GitHub token", "ghp_|gho_|ghu_|ghs_|ghr_",
	ALNUM("30,255"), .entropy = 3, .flags = SECRET_CRC32},
    {"gitlab-token", "a GitLab token", "glpat-|gldt-|glrt-|glcbt-|glptt-|glft-"
	"|glimt-|glagent-|gloas-|glsoat-|glffct-|glrtr-|glwt-",
	"[\\w.-]{20,300}", .entropy = 3},
    {"gitlab-runner-token", "a GitLab runner token", "GR1348941",
	"[\\w-]{20}" END, .entropy = 3},
    {"bitbucket-token", "a Bitbucket token", "ATBB|ATCTT3|BBDC-",
	"[\\w+=/-]{24,250}", .entropy = 3},
    {"atlassian-token", "an Atlassian token", "ATATT3", "[\\w=-]{60,250}", .entropy = 3.5},
    {"npm-legacy-token", "an npm token", "_authToken", VALUE(UUID), .entropy = 3,
	.flags = SECRET_NAMED},
    {"npm-token", "an npm token", "npm_", "[A-Za-z0-9]{36}" END, .entropy = 3.2,
	.flags = SECRET_CRC32},
    {"pypi-token", "a PyPI token", "pypi-AgE", "[\\w-]{50,500}", .entropy = 3},
    {"rubygems-key", "a RubyGems key", "rubygems_", HEX("48"), .entropy = 3},
    {"crates-token", "a crates.io token", "cio", "[A-Za-z0-9]{32}" END, .entropy = 3.8},
    {"nuget-key", "a NuGet key", "oy2", "[a-z0-9]{43}" END, .entropy = 3.5},
    {"clojars-token", "a Clojars token", "CLOJARS_", "[a-z0-9]{60}" END, .entropy = 3},
    {"docker-token", "a Docker Hub token", "dckr_pat_|dckr_oat_",
	WORD("27,40"), .entropy = 3},
    {"docker-auth", "a login in a Docker configuration", "\"auth\"",
	"\\s*:\\s*\"\\K[A-Za-z0-9+/]{16,400}={0,2}(?=\")", .entropy = 3.5,
	.level = SECRET_WARNING},
    {"artifactory-token", "an Artifactory token", "AKCp|cmVmdGtu",
	"[A-Za-z0-9]{56,70}" END, .entropy = 3.5},
    {"sourcegraph-token", "a Sourcegraph token", "sgp_|sgd_",
	"(?:(?:[0-9a-f]{16}|local)_)?[0-9a-f]{40}" END, .entropy = 3},
    {"sonar-token", "a SonarQube token", "sqp_|squ_|sqa_", HEX("40"), .entropy = 3},
    {"buildkite-token", "a Buildkite token", "bkua_|bkct_|bkpt_", "[0-9a-f]{40}" END, .entropy = 3},
    {"circleci-token", "a CircleCI token", "CCIPAT_|CCIPRJ_",
	"[A-Za-z0-9]{22}_[0-9a-f]{40}" END, .entropy = 3},
    {"travis-token", "a Travis CI token", "travis",
	VALUE("[\\w-]{22}" END), .entropy = 3.6, .flags = SECRET_NAMED},
    {"codecov-token", "a Codecov token", "codecov", VALUE(UUID), .entropy = 3,
	.flags = SECRET_NAMED},
    {"snyk-token", "a Snyk token", "snyk", VALUE(UUID), .entropy = 3, .flags = SECRET_NAMED},
    {"terraform-token", "a Terraform Cloud token", ".atlasv1.",
	"(?<=[A-Za-z0-9]{14}\\.atlasv1\\.)[\\w-]{60,70}" END, .entropy = 3.5, .back = 14},
    {"pulumi-token", "a Pulumi token", "pul-", HEX("40"), .entropy = 3},
    {"vault-token", "a Vault token", "hvs.|hvb.|hvr.", WORD("24,300"), .entropy = 3.5},
    {"doppler-token", "a Doppler token", "dp.pt.|dp.st.|dp.ct.|dp.sa.|dp.scim.|dp.audit.",
	"(?:[\\w-]{2,35}\\.)?[A-Za-z0-9]{40,44}" END, .entropy = 3.5},
    {"infracost-key", "an Infracost key", "ico-", ALNUM("32"), .entropy = 3.5},
    {"prefect-key", "a Prefect key", "pnu_|pnb_", "[A-Za-z0-9]{36}" END, .entropy = 3.2},
    {"databricks-token", "a Databricks token", "dapi",
	"[0-9a-f]{32}(?:-\\d)?" END, .entropy = 3},
    {"planetscale-token", "a PlanetScale token", "pscale_tkn_|pscale_pw_|pscale_oauth_",
	"[\\w=.-]{32,64}" END, .entropy = 3.2},
    {"supabase-key", "a Supabase key", "sbp_|sb_secret_", "\\w{30,50}" END, .entropy = 3},
    {"neon-key", "a Neon key", "napi_", "[a-z0-9]{64}" END, .entropy = 3.5},
    {"1password-token", "a 1Password service token", "ops_eyJ",
	"[\\w+/=-]{200,2000}", .entropy = 3.5},
    {"1password-secret-key", "a 1Password secret key", "A3-",
	"[A-Z0-9]{6}-(?:[A-Z0-9]{11}|[A-Z0-9]{6}-[A-Z0-9]{5})-[A-Z0-9]{5}"
	"-[A-Z0-9]{5}-[A-Z0-9]{5}" END, .entropy = 3},

    /* messages, mail */
    {"laravel-key", "a Laravel application key", "base64:",
	"(?<=APP_KEY=base64:|APP_KEY=\"base64:|APP_KEY='base64:)" BASE64
	"{43,44}=?(?![A-Za-z0-9+/=])", .entropy = 4},
    {"wordpress-key", "a WordPress key or salt",
	"AUTH_KEY'|AUTH_SALT'|LOGGED_IN_KEY'|LOGGED_IN_SALT'|NONCE_KEY'|NONCE_SALT'",
	",[ \\t]{0,20}'\\K[^'\\r\\n]{64}(?=')", .entropy = 4.2, .level = SECRET_WARNING,
	.flags = SECRET_NAMED},
    {"slack-webhook", "a Slack webhook", "hooks.slack.com/",
	"(?:services|workflows|triggers)/[A-Za-z0-9/]{36,70}" END, .entropy = 3},
    {"slack-token", "a Slack token",
	"xoxa-|xoxb-|xoxe-|xoxo-|xoxp-|xoxr-|xoxs-|xoxe.xox|xapp-",
	"[\\w.-]{30,300}", .entropy = 2.5},
    {"discord-webhook", "a Discord webhook",
	"discord.com/api/webhooks/|discordapp.com/api/webhooks/",
	"\\d{17,20}/[\\w-]{60,80}" END, .entropy = 3, .flags = SECRET_WITHIN},
    {"discord-token", "a Discord bot token", "discord",
	VALUE("[MNO][\\w-]{23,27}\\.[\\w-]{6}\\.[\\w-]{27,40}" END), .entropy = 4,
	.flags = SECRET_NAMED},
    {"telegram-token", "a Telegram bot token", ":AA",
	"(?<=\\d{8}:AA)[\\w-]{33}" END, .entropy = 3.5, .back = 10},
    {"teams-webhook", "a Microsoft Teams webhook", ".webhook.office.com/",
	"webhookb2/[0-9a-f@-]{70,80}/IncomingWebhook/[0-9a-f]{32}/[0-9a-f-]{36}" END, .entropy = 3,
	.flags = SECRET_WITHIN},
    {"twilio-token", "a Twilio token", "twilio", VALUE("[0-9a-f]{32}" END), .entropy = 3.2,
	.flags = SECRET_NAMED},
    {"sendgrid-key", "a SendGrid key", "SG.",
	"[\\w-]{20,24}\\.[\\w-]{39,50}" END, .entropy = 3.5},
    {"mailgun-key", "a Mailgun key", "key-", HEX("32"), .entropy = 3},
    {"mailchimp-key", "a Mailchimp key", "-us",
	"(?<=[0-9a-f]{32}-us)\\d{1,2}" END, .entropy = 3, .back = 32},
    {"mailchimp-transactional-key", "a Mailchimp Transactional key", "md-",
	"(?=[\\w-]*[A-Z])(?=[\\w-]*\\d)[\\w-]{22}" END, .entropy = 3.5},
    {"brevo-key", "a Brevo key", "xkeysib-|xsmtpsib-",
	"[0-9a-f]{64}-[A-Za-z0-9]{16}" END, .entropy = 3},
    {"postmark-token", "a Postmark token", "postmark", VALUE(UUID), .entropy = 3,
	.flags = SECRET_NAMED},
    {"resend-key", "a Resend key", "re_", "[A-Za-z0-9]{8}_[A-Za-z0-9]{24}" END, .entropy = 3.5},
    {"intercom-token", "an Intercom token", "intercom",
	VALUE("dG9r[A-Za-z0-9+/]{50,60}={0,2}"), .entropy = 3.5, .flags = SECRET_NAMED},

    /* money, shops */
    {"stripe-key", "a Stripe key",
	"sk_live_|rk_live_|sk_test_|rk_test_|sk_prod_|rk_prod_",
	"[A-Za-z0-9]{16,255}" END, .entropy = 3},
    {"stripe-webhook-secret", "a webhook's signing secret", "whsec_",
	"[A-Za-z0-9+/]{32,64}={0,2}" END, .entropy = 3.5},
    {"braintree-token", "a Braintree token",
	"access_token$production$|access_token$sandbox$",
	"[0-9a-z]{16}\\$[0-9a-f]{32}" END, .entropy = 3},
    {"square-token", "a Square token", "sq0atp-|sq0csp-", WORD("22,43"), .entropy = 3.2},
    {"square-access-token", "a Square access token", "EAAAE|EAAAl",
	"[\\w-]{59}" END, .entropy = 3.8},
    {"shopify-token", "a Shopify token", "shpat_|shpca_|shppa_|shpss_",
	"[0-9a-fA-F]{32}" END, .entropy = 3},
    {"plaid-token", "a Plaid token", "access-",
	"(?:sandbox|development|production)-" UUID, .entropy = 3},
    {"razorpay-key", "a Razorpay key", "rzp_live_|rzp_test_", ALNUM("14"), .entropy = 2.8},
    {"flutterwave-key", "a Flutterwave key", "FLWSECK-|FLWSECK_TEST-",
	"[0-9a-f]{12,32}(?:-X)?" END, .entropy = 2.8},
    {"gocardless-token", "a GoCardless token", "live_", WORD("40"), .entropy = 4},
    {"easypost-key", "an EasyPost key", "EZAK|EZTK", ALNUM("54"), .entropy = 3.5},
    {"shippo-token", "a Shippo token", "shippo_live_|shippo_test_", HEX("40"), .entropy = 3},
    {"duffel-token", "a Duffel token", "duffel_live_|duffel_test_", "[\\w=-]{43}" END, .entropy = 3.5},

    /* work, content, watching */
    {"airtable-token", "an Airtable token", "pat",
	"[A-Za-z0-9]{14}\\.[0-9a-f]{64}" END, .entropy = 3},
    {"notion-token", "a Notion token", "secret_|ntn_", ALNUM("43,50"), .entropy = 3.8},
    {"linear-key", "a Linear key", "lin_api_|lin_oauth_", ALNUM("32,64"), .entropy = 3.2},
    {"asana-token", "an Asana token", "asana",
	VALUE("(?:[12]/\\d{13,20}(?:/\\d{13,20})?:[0-9a-f]{32}|[a-z0-9]{32})" END), .entropy = 3,
	.flags = SECRET_NAMED},
    {"figma-token", "a Figma token", "figd_|figu_|figur_", WORD("36,60"), .entropy = 3.2},
    {"postman-key", "a Postman key", "PMAK-",
	"[0-9a-f]{24}-[0-9a-f]{34}" END, .entropy = 3},
    {"typeform-token", "a Typeform token", "tfp_", "[\\w.=-]{40,64}" END, .entropy = 3.2},
    {"contentful-token", "a Contentful token", "CFPAT-", WORD("43"), .entropy = 3.2},
    {"frameio-token", "a Frame.io token", "fio-u-", "[\\w=-]{64}" END, .entropy = 3.2},
    {"dropbox-token", "a Dropbox token", "sl.", "(?:u\\.)?[\\w-]{120,2000}" END, .entropy = 4},
    {"facebook-token", "a Facebook token", "EAAC|EAAB|EAAD|EAAG|EAAJ",
	"[A-Za-z0-9]{80,400}" END, .entropy = 4},
    {"twitter-bearer", "an X (Twitter) bearer token", "AAAAAAAAAAAAAAAAAAAAA",
	"(?=[A-Za-z0-9%]{0,12}[B-Zb-z0-9])[A-Za-z0-9%]{60,160}" END, .entropy = 4},
    {"linkedin-secret", "a LinkedIn client secret", "WPL_AP0.|WPL_AP1.",
	"[\\w.=+/-]{14,40}", .entropy = 3},
    {"mapbox-token", "a Mapbox secret token", "sk.eyJ",
	"[\\w-]{40,300}\\.[\\w-]{22}" END, .entropy = 3.5},
    {"algolia-key", "an Algolia key", "algolia", VALUE("[0-9a-f]{32}" END), .entropy = 3.2,
	.flags = SECRET_NAMED},
    {"okta-token", "an Okta token", "okta", VALUE("00[\\w-]{40}" END), .entropy = 3.8,
	.flags = SECRET_NAMED},
    {"sentry-token", "a Sentry token", "sntrys_|sntryu_|sntryi_",
	"(?:eyJ[\\w=+/-]{60,300}|[0-9a-f]{64})", .entropy = 3},
    {"datadog-key", "a Datadog key", "datadog|dd_api|dd_app|ddtrace",
	VALUE("(?:[0-9a-f]{40}|[0-9a-f]{32})" END), .entropy = 3.2, .flags = SECRET_NAMED},
    {"newrelic-key", "a New Relic key", "NRAK-|NRJS-|NRII-|NRIQ-|NRRA-|NRBR-",
	WORD("19,42"), .entropy = 3},
    {"newrelic-license", "a New Relic license key", "NRAL", "(?<=[0-9a-f]{36}NRAL)" END, .entropy = 3, .back = 36},
    {"grafana-token", "a Grafana token", "glc_|glsa_",
	"(?:[A-Za-z0-9]{32}_[0-9a-f]{8}|eyJ[A-Za-z0-9+/=]{30,400})", .entropy = 3},
    {"dynatrace-token", "a Dynatrace token", "dt0c01.|dt0s01.|dt0s16.",
	"[A-Z0-9]{24}\\.[A-Z0-9]{64}" END, .entropy = 3.2},
    {"honeycomb-key", "a Honeycomb key", "hcaik_|hcalk_|hcbik_", "[a-z0-9]{50,64}" END, .entropy = 3.2},
    {"posthog-key", "a PostHog personal key", "phx_", ALNUM("40,60"), .entropy = 3.5},
    {"pagerduty-key", "a PagerDuty key", "pagerduty|pd_token|pd_api",
	VALUE("(?:u\\+[\\w+-]{18}|[\\w+-]{20}|[0-9a-f]{32})" END), .entropy = 3.2, .flags = SECRET_NAMED},
    {"launchdarkly-key", "a LaunchDarkly key", "sdk-|api-|mob-", UUID, .entropy = 3},
    {"adafruit-key", "an Adafruit IO key", "aio_", ALNUM("28"), .entropy = 3.5},
    {"readme-key", "a ReadMe key", "rdme_", "[a-z0-9]{70}" END, .entropy = 3.2},

    /* what any protocol uses */
    {"jwt", "a JSON web token", "eyJ",
	"[\\w-]{10,4000}\\.eyJ[\\w-]{10,8000}\\.[\\w-]{16,2000}"
	"|[\\w-]{10,4000}(?:\\.[\\w-]*){4}", .entropy = 3.5, .level = SECRET_WARNING},
    {"bearer", "a bearer token", "bearer ",
	"\\K(?=[\\w.~+/-]*[0-9A-Z])[\\w.~+/-]{8,4000}=*", .entropy = 3,
	.level = SECRET_WARNING, .flags = SECRET_NAMED},
    {"basic-auth", "a login in a header",
	"authorization: basic |authorization\": \"basic |authorization': 'basic ",
	"\\K(?=[\\w+/-]*[0-9A-Z])[\\w+/-]{4,500}=*", .entropy = 2.5,
	.level = SECRET_WARNING, .flags = SECRET_NAMED},
    {"url-password", "a password in an address", "://",
	"[^\\s:/@?#\"'<>\\\\]{0,64}:\\K[^\\s/@?#\"'<>\\\\]{1,200}(?=@[\\w.\\[-])", .level = SECRET_WARNING, .flags = SECRET_WITHIN | SECRET_PASSWORD},
    {"netrc-password", "a password in a .netrc", "machine ",
	"\\S+\\s+login\\s+\\S+\\s+password\\s+\\K\\S{6,100}", .entropy = 2,
	.level = SECRET_WARNING, .flags = SECRET_PASSWORD},
    {"curl-password", "a password given to curl", "curl",
	"[^\\n]{0,200}?[ \\t](?:-u|--user)[ =]?[\"']?[\\w.@-]{1,64}:\\K"
	"[^\\s\"'@$<{]{6,100}", .entropy = 2.5, .level = SECRET_WARNING, .flags = SECRET_PASSWORD},
    {"connection-string", "a password in a connection string",
	";password=|;pwd=|; password=", "\\K[^;\"'\\s<>{}$]{6,100}(?=[;\"'])", .entropy = 2.5,
	.level = SECRET_WARNING, .flags = SECRET_NAMED | SECRET_PASSWORD},

    /* what its name calls a secret */
    {"password", "a password", "passw|passphrase|pass_phrase|pwd",
	"(?!n)" ANY_VALUE("8"),
	.level = SECRET_WARNING, .flags = SECRET_NAMED | SECRET_PASSWORD},
    {"generic-secret", "a secret", "secret|token|api_key|apikey|api-key"
	"|access_key|accesskey|auth_key|authkey|signing_key|encryption_key"
	"|private_key|client_key|credential", ANY_VALUE("16"),
	.level = SECRET_WARNING, .flags = SECRET_NAMED},
};
/* clang-format on */

const size_t n_secret_rules = sizeof(secret_rules) / sizeof(*secret_rules);
