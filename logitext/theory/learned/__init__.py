"""The theory `learned`: classifiers that `logitext learn` fitted to labelled texts."""
