#ifndef FARE_H
#define FARE_H

/* What a ride costs, in cents: through so many zones, at this hour. Others
 * call these: their names stay. */
int fare_adult(int zones, int hour);
int fare_child(int zones, int hour);
int fare_dog(int zones, int hour);

#endif
