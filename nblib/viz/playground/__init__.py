"""The playground of lesson 10 on the page: `playground(line)` shows it.

Read in this order: net and board (what is always there), charts and inspectors (the panels), view (both together), form
(the controls), page (where everything stands), player (the task that runs), widget.
"""

from nblib.viz.playground.widget import playground

__all__ = ["playground"]
