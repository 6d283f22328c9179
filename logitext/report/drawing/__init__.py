"""Pictures: a diagram or a scene into SVG, DOT or Mermaid.

A `Diagram` (`diagram.py`) says which boxes and lines there are and what they mean; DOT and Mermaid are written from it.
`picture.py` places it as a `Scene` (`scene.py`), which says where each shape and text goes; SVG is written from that.
Charts and matrices are made as scenes.
"""
