/* greet: says hello */
int greet(void);
