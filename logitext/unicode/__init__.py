"""Text as Unicode has it: line ends, names, sentences, classes of characters, texts mapped onto their originals."""
