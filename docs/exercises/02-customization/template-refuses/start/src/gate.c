int
gate(const char *line)
{
	char name[16];

	strcpy(name, line);
	return name[0] == '#';
}
