# it is plain to see
true
