"""How practice pages print things: headers, tables, articles, chrome, charsets."""
