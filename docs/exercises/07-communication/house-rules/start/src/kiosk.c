/* kiosk: the machine in the hall */
