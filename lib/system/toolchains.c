/* toolchains: what the programs that build and test need to read */
#include "system/toolchains.h"
#include "base/alloc.h"
#include "system/share.h"
#include <pwd.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const folders[] = {"/usr", "/bin", "/sbin", "/lib", "/lib32",
    "/lib64", "/libx32", "/opt", "/sys", "/nix", "/gnu", "/run/current-system",
    "/home/linuxbrew/.linuxbrew", "/var/lib/dpkg", "/var/lib/ghc",
    "/var/lib/texmf", "/var/cache/fontconfig", NULL};

const char *const toolchains_hidden[] = {"/etc/shadow", "/etc/shadow-",
    "/etc/gshadow", "/etc/gshadow-", "/etc/ssh", "/etc/ssl/private",
    "/etc/sudoers", "/etc/sudoers.d", "/etc/krb5.keytab", "/etc/letsencrypt",
    "/etc/wireguard", "/etc/NetworkManager", NULL};

/* Of a home folder; never a whole one that also keeps credentials. */
static const char *const of_home[] = {
    /* Rust: ~/.cargo has credentials.toml */
    ".rustup", ".cargo/bin", ".cargo/registry", ".cargo/git",
    ".cargo/config.toml", ".cargo/env",
    /* Go */
    "go/bin", "go/pkg", "sdk",
    /* Node: ~/.npmrc is a secret */
    ".nvm", ".volta", ".fnm", ".local/share/fnm", ".local/share/pnpm", ".bun",
    ".deno", ".nodenv",
    /* Python: ~/.pypirc is a secret */
    ".pyenv", ".local/bin", ".local/lib", ".local/share/virtualenvs",
    ".local/share/pypoetry", ".local/share/uv", ".local/pipx",
    ".local/share/pipx", "miniconda3", "anaconda3", "miniforge3",
    /* Java: ~/.m2/settings.xml and ~/.gradle/gradle.properties are secrets */
    ".sdkman", ".jabba", ".jenv", ".m2/repository", ".m2/wrapper",
    ".gradle/wrapper",
    /* Ruby: ~/.gem/credentials is a secret */
    ".rbenv", ".rvm", ".gem/ruby", ".rubies", ".local/share/gem",
    /* many languages */
    ".asdf", ".local/share/mise", ".local/share/rtx",
    /* Haskell, OCaml, Elixir, Julia, Lean, .NET, Dart, Lua, Perl, Swift */
    ".ghcup", ".stack", ".cabal/bin", ".cabal/packages", ".cabal/store",
    ".opam", ".mix", ".hex/packages", ".juliaup", ".julia/packages",
    ".julia/artifacts", ".julia/registries", ".elan", ".dotnet",
    ".nuget/packages", ".pub-cache/hosted", ".luarocks", "perl5", ".swiftly",
    NULL};

/* Never to be read, nor anything below. */
static const char *const secrets[] = {".ssh", ".aws", ".azure", ".gnupg",
    ".netrc", ".npmrc", ".pypirc", ".docker", ".kube", ".config/gh",
    ".config/gcloud", ".git-credentials", ".cargo/credentials",
    ".cargo/credentials.toml", ".m2/settings.xml", ".gradle/gradle.properties",
    ".gem/credentials", ".terraform.d", ".password-store", ".mozilla",
    ".config/google-chrome", ".config/chromium", ".local/share/keyrings", NULL};

/* Toolchains that look below HOME unless a variable says where. */
static const char *const moved[][2] = {{"RUSTUP_HOME", ".rustup"},
    {"CARGO_HOME", ".cargo"}, {"GOMODCACHE", "go/pkg/mod"}, {"NVM_DIR", ".nvm"},
    {"PYENV_ROOT", ".pyenv"}, {"PYTHONUSERBASE", ".local"},
    {"SDKMAN_DIR", ".sdkman"}, {"VOLTA_HOME", ".volta"},
    {"RBENV_ROOT", ".rbenv"}, {"ASDF_DIR", ".asdf"}, {"OPAMROOT", ".opam"},
    {"STACK_ROOT", ".stack"}, {"DOTNET_CLI_HOME", ".dotnet"},
    {"NUGET_PACKAGES", ".nuget/packages"}};

/* Folders of toolchains that variables name, with all below them. */
static const char *const named[] = {"RUSTUP_HOME", "GOROOT", "GOMODCACHE",
    "NVM_DIR", "PYENV_ROOT", "VIRTUAL_ENV", "CONDA_PREFIX", "JAVA_HOME",
    "M2_HOME", "MAVEN_HOME", "GRADLE_HOME", "SDKMAN_DIR", "VOLTA_HOME",
    "RBENV_ROOT", "ASDF_DIR", "ASDF_DATA_DIR", "OPAMROOT", "DOTNET_ROOT",
    "CUDA_HOME", "ANDROID_HOME", NULL};

/*
 * The user's entry, lent. glibc's lookup over the network's databases loads
 * modules, and crashes where memory is out: it is only for whom the file
 * does not have.
 */
static const struct passwd *
find_user(void)
{
	FILE *f = fopen("/etc/passwd", "re");
	const struct passwd *user = NULL;

	if (f != NULL) {
		while ((user = fgetpwent(f)) && user->pw_uid != geteuid())
			;
		fclose(f);
	}
	return user ? user : getpwuid(geteuid());
}

/* HOME, and what the user database says: often the same. */
static void
find_homes(const char *homes[3])
{
	const struct passwd *user = find_user();
	const char *home = getenv("HOME");
	size_t n = 0;

	if (home != NULL && home[0] == '/' && home[1] != '\0')
		homes[n++] = home;
	if (user != NULL && user->pw_dir[0] == '/' && user->pw_dir[1] != '\0' &&
	    (n == 0 || strcmp(homes[0], user->pw_dir) != 0))
		homes[n++] = user->pw_dir;
	homes[n] = NULL;
}

static bool
is_within(const char *path, const char *folder)
{
	size_t n = strlen(folder);

	while (n > 1 && folder[n - 1] == '/')
		n--;
	return strncmp(path, folder, n) == 0 &&
	       (path[n] == '/' || path[n] == '\0' || n == 1);
}

/* A folder that holds a home or a secret, or is in a secret one. */
static bool
is_too_much(const char *path, const char *const homes[])
{
	char *secret;
	bool found = strcmp(path, "/") == 0;

	for (; *homes != NULL; homes++) {
		found = found || is_within(*homes, path);
		for (size_t i = 0; secrets[i] != NULL && !found; i++) {
			secret = xasprintf("%s/%s", *homes, secrets[i]);
			found = is_within(path, secret) ||
				(is_within(secret, path) &&
				    access(secret, F_OK) == 0);
			free(secret);
		}
	}
	return found;
}

/* By its name and by where that leads. */
static void
add(struct strv *paths, const char *path, const char *const homes[])
{
	char *real = realpath(path, NULL);

	if (real != NULL && path[0] == '/' && !is_too_much(path, homes) &&
	    !is_too_much(real, homes))
		strv_add(paths, path);
	free(real);
}

/*
 * A folder of PATH with what lies beside it, as /opt/x/lib does beside
 * /opt/x/bin; in a home only itself.
 */
static void
add_program_folder(
    struct strv *paths, const char *folder, const char *const homes[])
{
	const char *slash = strrchr(folder, '/');
	bool at_home = false;
	char *prefix;

	for (size_t i = 0; homes[i] != NULL; i++)
		at_home = at_home || is_within(folder, homes[i]);
	add(paths, folder, homes);
	if (at_home || slash == NULL || slash == folder ||
	    (strcmp(slash, "/bin") != 0 && strcmp(slash, "/sbin") != 0))
		return;
	prefix = xasprintf("%.*s", (int)(slash - folder), folder);
	add(paths, prefix, homes);
	free(prefix);
}

static void
add_path(struct strv *paths, const char *const homes[])
{
	const char *path = getenv("PATH"), *end;
	char *folder;

	for (; path != NULL && *path != '\0'; path = *end ? end + 1 : end) {
		end = strchrnul(path, ':');
		folder = xasprintf("%.*s", (int)(end - path), path);
		if (folder[0] == '/')
			add_program_folder(paths, folder, homes);
		free(folder);
	}
}

/* This toolkit itself, which may lie in a build folder. */
static void
add_ourselves(struct strv *paths)
{
	strv_take(paths, share_program("."));
	strv_take(paths, share_helper("."));
	strv_take(paths, share_path("."));
}

void
toolchains_readable(struct strv *paths)
{
	const char *homes[3];
	char *path;

	find_homes(homes);
	for (size_t i = 0; folders[i] != NULL; i++)
		strv_add(paths, folders[i]);
	add_path(paths, homes);
	for (size_t i = 0; named[i] != NULL; i++)
		if (getenv(named[i]) != NULL)
			add(paths, getenv(named[i]), homes);
	for (size_t h = 0; homes[h] != NULL; h++)
		for (size_t i = 0; of_home[i] != NULL; i++) {
			path = xasprintf("%s/%s", homes[h], of_home[i]);
			add(paths, path, homes);
			free(path);
		}
	add_ourselves(paths);
}

void
toolchains_allow(struct strv *paths, const char *folder)
{
	const char *homes[3];

	find_homes(homes);
	add(paths, folder, homes);
}

/* Where a home has it, or NULL. The caller frees. */
static char *
find_in_homes(const char *name, const char *const homes[])
{
	char *path;

	for (; *homes != NULL; homes++) {
		path = xasprintf("%s/%s", *homes, name);
		if (access(path, F_OK) == 0)
			return path;
		free(path);
	}
	return NULL;
}

void
toolchains_environment(struct strv *env)
{
	const char *homes[3];
	char *path;

	find_homes(homes);
	for (size_t i = 0; i < sizeof(moved) / sizeof(*moved); i++) {
		path = getenv(moved[i][0]) ? NULL
					   : find_in_homes(moved[i][1], homes);
		if (path != NULL)
			strv_addf(env, "%s=%s", moved[i][0], path);
		free(path);
	}
}

char *
toolchains_secret_below(const char *folder)
{
	const char *homes[3];
	char *path;

	find_homes(homes);
	for (size_t h = 0; homes[h] != NULL; h++)
		for (size_t i = 0; secrets[i] != NULL; i++) {
			path = xasprintf("%s/%s", homes[h], secrets[i]);
			if (is_within(path, folder) && access(path, F_OK) == 0)
				return path;
			free(path);
		}
	return NULL;
}
