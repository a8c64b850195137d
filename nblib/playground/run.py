"""A run: a situation whose net learns, step by step, and can be replayed to the last bit."""

from typing import NamedTuple

import numpy as np

from nblib.playground.engine import Engine, attempt


class Losses(NamedTuple):
    """The mean loss at some steps, without penalty: three arrays of one length, the present step last."""

    steps: np.ndarray
    train: np.ndarray
    test: np.ndarray


class Run:
    """A net that learns as a situation says.

    run.situation   with the step reached and the knobs turned so far; `run.situation.line` restores this moment
    run.net         MLP; run.problem: Problem; run.engine: Engine
    run.losses      Losses at a thinning set of steps
    run.status      "running fine", "diverged" or "failed"
    run.sentence    the status in one sentence, with the step
    run.doctor      "" or what the gradient doctor says of the learner's functions; run.examination: its table, or None

    `engine` are the learner's functions, used if situation.engine is "mine"; `guard(function, *arguments)` returns
    (value, "") or (None, why it failed): attempt, or one that ends endless loops. With replay=False the run begins at
    step 0, and `advance(k)` brings it towards the situation's step in pieces.
    """

    def __init__(self, situation, engine: Engine | None = None, guard=attempt, replay=True):
        """Begin at step 0; with replay, advance to the situation's step. ValueError: engine=mine, and none given."""
        raise NotImplementedError

    @property
    def step(self):
        """How many steps have been made."""
        raise NotImplementedError

    def advance(self, k=1):
        """Make k steps, or as many as can be made: a run that diverged or failed stays where it is."""
        raise NotImplementedError

    def turn(self, name, value):
        """Situation.turn: knobs and views go on, everything else starts over at step 0. ValueError changes nothing."""
        raise NotImplementedError

    def restart(self):
        """Back to step 0, with the knobs as they stand."""
        raise NotImplementedError
