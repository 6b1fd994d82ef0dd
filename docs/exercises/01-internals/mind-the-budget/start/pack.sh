#!/bin/sh
# pack.sh: print what a model must know to say why the nightly upload fails

# TODO: at most 4000 tokens, with what matters in them
cat nightly.log src/*.c conf/upload.conf
