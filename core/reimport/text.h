/* text.h: the document for people: what happened, what it cost, where the time went, and what would help. Fits 60 columns. */
#ifndef PS_REIMPORT_TEXT_H
#define PS_REIMPORT_TEXT_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>

/* columns: 0 for unlimited. Everything that came from the script is made safe for a terminal. */
void ps_reimport_print(const json_t *document, int columns, bool color, bool utf8, FILE *to);

#endif
