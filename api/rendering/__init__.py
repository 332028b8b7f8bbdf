"""How things are shown: masked always, in both languages where words are the product's own."""
