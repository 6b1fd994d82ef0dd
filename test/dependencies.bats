# dependencies: what manifests declare, and where it is locked

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return 1
}

dependencies() {
	run_helper dependencies "$@"
	assert_success
}

# each: what is declared, one a line: LINE NAME VERSION SCOPE
each() {
	details '.dependencies[] | "\(.line) \(.name) \(.version // "-") \(.scope)"'
}

# locked: NAME VERSION of each that is
locked() {
	details '[.dependencies[] | select(.locked) | "\(.name) \(.locked)"] | join("|")'
}

@test "npm: each group has its scope, each package its line" {
	cat >package.json <<-'END'
		{
		  "name": "with \"quotes\" and \\",
		  "dependencies": {"left-pad": "^1.3.0",
		    "@scope/x": "file:../x"},
		  "nested": {"dependencies": {"no": "1"}},
		  "devDependencies": {"typescript": "~5.0"}, "list": ["a", {"b": "c"}],
		  "peerDependencies": {
		    "react": ">=17"},
		  "optionalDependencies": {"fsevents": "*"}
		}
	END
	dependencies
	assert_equal "$(each)" '3 left-pad ^1.3.0 runtime
4 @scope/x file:../x runtime
6 typescript ~5.0 dev
8 react >=17 peer
9 fsevents * optional'
}

@test "Cargo: all its tables, a renamed package, an inherited version" {
	cat >Cargo.toml <<-'END'
		[package]
		name = "demo"
		[dependencies]
		serde = { version = "1.0", features = ["derive"] } # a comment
		json = { package = "serde_json", version = '1' }
		shared.workspace = true
		[dependencies.rand]
		version = "0.8"
		optional = true
		[target.'cfg(unix)'.dependencies]
		libc = "0.2"
		[dev-dependencies]
		tempfile = "3"
		[build-dependencies]
		cc = { git = "https://example.com/cc", branch = "x" }
		[workspace.dependencies]
		shared = "2"
	END
	dependencies
	assert_equal "$(each)" '4 serde 1.0 runtime
5 serde_json 1 runtime
6 shared workspace runtime
7 rand 0.8 optional
11 libc 0.2 runtime
13 tempfile 3 dev
15 cc https://example.com/cc build
17 shared 2 managed'
}

@test "go.mod: blocks, comments, and what is only indirect" {
	printf 'module x\n\ngo 1.21\n// text\nrequire "example.com/a" v1.0.0\nrequire (\n\texample.com/b/v2 v2.1.0 // indirect\n\texample.com/c v0.0.0-20200101000000-abcdefabcdef // why\n)\nreplace example.com/a => ../a\n' >go.mod
	printf 'example.com/a v1.0.0 h1:x=\nexample.com/a v1.0.0/go.mod h1:y=\nexample.com/b/v2 v2.1.0/go.mod h1:z=\n' >go.sum
	dependencies
	assert_equal "$(each)" '5 example.com/a v1.0.0 runtime
7 example.com/b/v2 v2.1.0 indirect
8 example.com/c v0.0.0-20200101000000-abcdefabcdef runtime'
	assert_equal "$(locked)" 'example.com/a v1.0.0'
}

@test "requirements: extras, markers, options, URLs and continued lines" {
	cat >requirements-dev.txt <<-'END'
		# a comment
		-r base.txt
		--index-url https://example.com
		requests[socks, security] >=2.0,<3 ; python_version > "3" # why
		flask==1.0 \
		  --hash=sha256:aa
		bare
		-e git+https://example.com/x#egg=foo
		bar @ https://example.com/bar.zip
		./local
		https://example.com/y-1.0.tar.gz
	END
	dependencies
	assert_equal "$(each)" '4 requests >=2.0,<3 runtime
5 flask ==1.0 runtime
7 bare - runtime
8 foo git+https://example.com/x#egg=foo runtime
9 bar https://example.com/bar.zip runtime
10 ./local - runtime
11 https://example.com/y-1.0.tar.gz - runtime'
}

@test "pyproject: PEP 621, dependency groups, build requirements and Poetry" {
	cat >pyproject.toml <<-'END'
		[build-system]
		requires = ["setuptools>=61"]
		[project]
		dependencies = [
		  "Foo_Bar>=1,<2", # one
		  'baz',
		]
		[project.optional-dependencies]
		test = ["pytest"]
		fast = ["cython (>=3)"]
		[dependency-groups]
		dev = [{include-group = "test"}, "ruff"]
		[tool.poetry.dependencies]
		python = "^3.8"
		django = {version = "^4", optional = true}
		[tool.poetry.group.dev.dependencies]
		black = "*"
	END
	printf '[[package]]\nname = "foo-bar"\nversion = "1.5"\n' >uv.lock
	dependencies
	assert_equal "$(each)" '2 setuptools >=61 build
5 Foo_Bar >=1,<2 runtime
6 baz - runtime
9 pytest - dev
10 cython >=3 optional
12 ruff - dev
15 django ^4 optional
17 black * dev'
	assert_equal "$(locked)" 'Foo_Bar 1.5'
}

@test "pom.xml: scopes, plugins, what is managed; not what is excluded" {
	cat >pom.xml <<-'END'
		<project xmlns="http://maven.apache.org/POM/4.0.0">
		<parent><groupId>g</groupId><artifactId>parent</artifactId><version>1</version></parent>
		<dependencyManagement><dependencies>
		<dependency><groupId>g</groupId><artifactId>m</artifactId><version>2</version></dependency>
		</dependencies></dependencyManagement>
		<dependencies><dependency>
		  <groupId> g </groupId><artifactId>a</artifactId><version>${v}</version>
		  <exclusions><exclusion><groupId>z</groupId><artifactId>z</artifactId></exclusion></exclusions>
		</dependency>
		<dependency><groupId>g</groupId><artifactId>t</artifactId><scope>test</scope></dependency>
		</dependencies>
		<build><plugins><plugin><artifactId>p</artifactId><version>3</version></plugin></plugins></build>
		</project>
	END
	dependencies
	assert_equal "$(each)" '2 g:parent 1 managed
4 g:m 2 managed
6 g:a ${v} runtime
10 g:t - dev
12 org.apache.maven.plugins:p 3 build'
}

@test "debian/control: alternatives, restrictions and substitution variables" {
	mkdir debian
	printf 'Source: x\nBuild-Depends: debhelper-compat (= 13),\n# no\n liba-dev | libb-dev:native (>= 7.1) [amd64] <!nocheck>\n\nPackage: x\nDepends: ${shlibs:Depends}, git\nSuggests: man\nDescription: a, b\n c, d\n' >debian/control
	dependencies
	assert_equal "$(each)" '2 debhelper-compat = 13 build
4 liba-dev - build
4 libb-dev >= 7.1 build
7 git - runtime
8 man - optional'
}

@test "the nearest lock file tells what a package gets" {
	mkdir -p app/sub
	printf '{"dependencies":{"a":"^1","b":"^1"}}' >app/sub/package.json
	printf '{"dependencies":{"a":"^1"}}' >package.json
	printf '{"packages":{"":{},"node_modules/a":{"version":"1.1.0"},"node_modules/b":{"version":"1.2.0"},"node_modules/b/node_modules/a":{"version":"0.1.0"},"app/sub/node_modules/a":{"version":"1.9.0"}}}' >package-lock.json
	dependencies
	assert_equal "$(locked)" 'a 1.9.0|b 1.2.0|a 1.1.0'
	assert_equal "$(details .ecosystems)" '[{"ecosystem":"npm","declared":3,"locked":3,"manifests":["app/sub/package.json","package.json"],"locks":["package-lock.json"]}]'
	printf 'a@^1:\n  version "1.5.0"\n' >app/yarn.lock
	dependencies app
	assert_equal "$(locked)" 'a 1.5.0'
	rm app/yarn.lock
	printf "lockfileVersion: '9.0'\nimporters:\n  sub:\n    dependencies:\n      a:\n        specifier: ^1\n        version: 1.6.0(react@17)\npackages:\n  [no\n" >app/pnpm-lock.yaml
	dependencies app
	assert_equal "$(locked)" 'a 1.6.0'
}

@test "of several locked versions the package's own is told, or none" {
	printf '[package]\nname="demo"\n[dependencies]\nlibc="0.2"\nrand="1"\n' >Cargo.toml
	printf '[[package]]\nname="%s"\nversion="%s"\n' libc 0.1.0 libc 0.2.9 rand 1.0.0 rand 2.0.0 >Cargo.lock
	printf '[[package]]\nname="demo"\nversion="1.0.0"\ndependencies=["libc 0.2.9"]\n' >>Cargo.lock
	dependencies
	assert_equal "$(locked)" 'libc 0.2.9'
}

@test "a broken manifest is named with its reason, and the rest is told" {
	mkdir a b c d
	printf '{"dependencies": {"x": "1",}}' >a/package.json
	printf '[dependencies]\nx = "1\n' >b/Cargo.toml
	printf 'good\n<<<<<<< HEAD\n' >c/requirements.txt
	printf '<project>\n<dependencies></project>' >d/pom.xml
	printf '{"dependencies": {"y": 1}}' >package.json
	dependencies
	assert_equal "$(each)" '1 good - runtime'
	assert_equal "$(details '.unread[] | "\(.path): \(.reason)"')" \
		"a/package.json: invalid JSON at line 1 column 28: expected a name in double quotes
b/Cargo.toml: line 2: a string is not closed
c/requirements.txt: line 2: it is no requirement (PEP 508)
d/pom.xml: line 2: mismatched tag
package.json: the version of 'y' is no string"
}

@test "a name is asked for exactly or by a pattern, in any case" {
	printf '{"dependencies":{"OpenSSL-x":"1","@types/node":"2","node":"3"}}' >package.json
	dependencies --name '*ssl*'
	assert_equal "$(each)" '1 OpenSSL-x 1 runtime'
	dependencies --name node
	assert_equal "$(each)" '1 node 3 runtime'
	dependencies --name '@types/*'
	assert_equal "$(each)" '1 @types/node 2 runtime'
	dependencies --name none
	assert_equal "$(details .)" '{"dependencies":[],"ecosystems":[]}'
}

@test "what is ignored, or in node_modules, is not asked" {
	git init -q .
	mkdir -p out node_modules/x
	printf '{"dependencies":{"x":"1"}}' | tee out/package.json >node_modules/x/package.json
	printf '/out\n' >.gitignore
	dependencies
	assert_equal "$(details .dependencies)" '[]'
	dependencies out/package.json
	assert_equal "$(each)" '1 x 1 runtime'
}

@test "read_file shows where each is declared" {
	printf 'a\nb==2\n' >requirements.txt
	"$BUILD/helpers/dependencies" --name b </dev/null >line
	run bash -c "'$BUILD/helpers/read_file' <line"
	assert_success
	assert_equal "$(jq -c '[.details.files[]|[.path,.start_line,.text]]' <<<"$output")" '[["requirements.txt",2,"b==2\n"]]'
}

@test "CMake: packages and modules, in any case, not what comments say" {
	cat >CMakeLists.txt <<-'END'
		# find_package(No)
		#[[ find_package(No)
		]]
		find_package(ZLIB 1.2.11 REQUIRED)
		FIND_PACKAGE (Threads)
		find_package(${name} REQUIRED)
		pkg_check_modules(DEPS REQUIRED IMPORTED_TARGET
		  "glib-2.0>=2.40" # why
		  libcurl)
		message("find_package(No)")
	END
	dependencies
	assert_equal "$(each)" '4 ZLIB 1.2.11 build
5 Threads - optional
7 glib-2.0 >=2.40 build
7 libcurl - build'
	printf 'find_package(ZLIB\n' >CMakeLists.txt
	dependencies
	assert_equal "$(details .unread)" '[{"path":"CMakeLists.txt","reason":"line 1: its parenthesis is not closed"}]'
}

@test "Meson and configure.ac: versions, and what is not required" {
	printf "executable('x', dependencies: [dependency('zlib', version : '>=1.2')])\ng = dependency('glib', required: get_option('g'))\n" >meson.build
	printf 'PKG_CHECK_MODULES([X], [gtk+-3.0 >= 3.20 pango], [found=yes], [AC_MSG_ERROR([no])])\n' >configure.ac
	dependencies
	assert_equal "$(each)" '1 gtk+-3.0 >= 3.20 build
1 pango - build
1 zlib >=1.2 build
2 glib - optional'
}

@test "makefiles: what pkg-config is asked for, also by a variable" {
	cat >Makefile <<-'END'
		PACKAGES := libcjson libcurl \
			libpcre2-8
		LIBS = $(shell pkg-config --libs $(PACKAGES)) -lm
		A = $(shell $(PKG_CONFIG) --cflags 'expat >= 2.0' 2>/dev/null)
		B = $(shell pkg-config --libs libcurl)
		# pkg-config --libs no
		deps:
			apt-get install pkg-config make
	END
	dependencies
	assert_equal "$(each)" '3 libcjson - build
3 libcurl - build
3 libpcre2-8 - build
4 expat >= 2.0 build'
}

@test "build.gradle: strings, maps and calls in its blocks, not what comments say" {
	cat >build.gradle <<-'END'
		plugins {
		    id 'java'
		    id "org.springframework.boot" version '3.2.0'
		}
		buildscript { dependencies { classpath "com.android.tools:gradle:8.1" } }
		version = '1.0'
		description = 'a:b:c is no dependency'
		dependencies {
		    implementation 'com.google.guava:guava:33.0.0-jre' // 'no:comment:1'
		    api group: 'org.slf4j', name: 'slf4j-api', version: '2.0.9'
		    /* implementation 'no:old:1'
		       */ runtimeOnly "mysql:mysql-connector-java:$mysql"
		    compileOnly('org.projectlombok:lombok')
		    implementation project(':core')
		    implementation('org.hibernate:hibernate-core:6.4.0') {
		        exclude group: 'org.x', module: 'y'
		    }
		    testImplementation platform('org.junit:junit-bom:5.10.0'),
		        'org.mockito:mockito-core:5.8.0:sources@jar'
		    implementation libs.okhttp
		}
		tasks.named('test') { systemProperty 'no:such:1', 'x' }
	END
	dependencies
	assert_equal "$(each)" '2 java - build
3 org.springframework.boot 3.2.0 build
5 com.android.tools:gradle 8.1 build
9 com.google.guava:guava 33.0.0-jre runtime
10 org.slf4j:slf4j-api 2.0.9 runtime
12 mysql:mysql-connector-java $mysql runtime
13 org.projectlombok:lombok - build
15 org.hibernate:hibernate-core 6.4.0 runtime
18 org.junit:junit-bom 5.10.0 dev
19 org.mockito:mockito-core 5.8.0 dev'
}

@test "build.gradle.kts: Kotlin's form, locked by gradle.lockfile" {
	cat >build.gradle.kts <<-'END'
		plugins {
		    kotlin("jvm") version "1.9.22"
		    id("com.github.ben-manes.versions") version "0.50.0"
		    `java-library`
		}
		dependencies {
		    implementation("io.ktor:ktor-server-core:2.3.7")
		    implementation(
		        "io.ktor:ktor-server-netty:2.3.7"
		    )
		    testImplementation(kotlin("test"))
		}
	END
	printf '# locked\nio.ktor:ktor-server-core:2.3.8=compileClasspath\nempty=\n' >gradle.lockfile
	dependencies
	assert_equal "$(each)" '2 org.jetbrains.kotlin.jvm 1.9.22 build
3 com.github.ben-manes.versions 0.50.0 build
7 io.ktor:ktor-server-core 2.3.7 runtime
9 io.ktor:ktor-server-netty 2.3.7 runtime'
	assert_equal "$(locked)" 'io.ktor:ktor-server-core 2.3.8'
}

@test "Gemfile: versions, groups in blocks and in a line, locked by Gemfile.lock" {
	cat >Gemfile <<-'END'
		source "https://gems.example.org"
		ruby "3.2.2"
		gem "rails", "~> 7.1", ">= 7.1.2"
		gem 'puma' # a server
		gem("bootsnap", require: false)
		# gem "no"
		gem "sqlite3", group: :test
		group :development, :test do
		  gem "rspec", "3.12"
		  platforms :mri do
		    gem "debug"
		  end
		  gem "byebug"
		end
		if ENV["EDGE"]
		  gem "edge", git: "https://example.org/edge"
		end
		gem "redis", :require => false
		group :production do
		  gem "pg"
		end
	END
	printf 'GEM\n  specs:\n    rails (7.1.3)\n      activesupport (= 7.1.3)\n    puma (6.4.0)\n\nDEPENDENCIES\n  rails (~> 7.1)\n' >Gemfile.lock
	dependencies
	assert_equal "$(each)" '3 rails ~> 7.1, >= 7.1.2 runtime
4 puma - runtime
5 bootsnap - runtime
7 sqlite3 - dev
9 rspec 3.12 dev
11 debug - dev
13 byebug - dev
16 edge - runtime
18 redis - runtime
20 pg - runtime'
	assert_equal "$(locked)" 'rails 7.1.3|puma 6.4.0'
}
