"""A run: a situation whose net learns, step by step, and can be replayed to the last bit.

Everything that a step needs is a function of the situation, the step's number and the weights: which knobs hold, which
rows are in the batch. So it does not matter whether a knob was turned live or stands in the line.
"""

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from nblib.descent import minibatches
from nblib.playground.engine import NBLIB, EngineError, attempt, examine_engine, guarded
from nblib.playground.knobs import MOST_STEPS, VIEW, Knobs
from nblib.playground.problems import BATCHES, problem
from nblib.playground.training import ACTIVATIONS, LOSSES, initial_net, loss_and_gradients


class Losses(NamedTuple):
    """The mean loss at some steps, without penalty: three arrays of one length, the present step last.

    >>> from nblib.playground.situation import Situation
    >>> Run(Situation(step=250)).losses.steps[-3:]
    array([230, 240, 250])
    """

    steps: np.ndarray
    train: np.ndarray
    test: np.ndarray


def rows_of_step(step, batch, m, seed):
    """Which of the m training rows are in the batch of this step: an index array, or all of them.

    The rows are shuffled anew for each pass. A batch turned on the way goes on at the same step of its own passes.

    >>> sorted(int(row) for step in range(3) for row in rows_of_step(step, 4, 10, seed=0))
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    """
    if batch is None:
        return slice(None)
    batches = math.ceil(m / batch)
    return _pass(step // batches, batch, m, seed)[step % batches]


@lru_cache(maxsize=4)
def _pass(number, batch, m, seed):
    return list(minibatches(m, batch, np.random.default_rng([seed, BATCHES, number])))


def is_recorded(step):
    """Whether the losses of this step are kept: every step up to 100, every tenth up to 1000, and so on.

    >>> [step for step in range(96, 131) if is_recorded(step)]
    [96, 97, 98, 99, 100, 110, 120, 130]
    """
    return step < 100 or step % 10 ** (len(str(step)) - 2) == 0


class Run:
    """A net that learns as a situation says.

    run.net         MLP, its weights always finite
    run.step        how many steps have been made
    run.problem     Problem
    run.engine      Engine, behind a guard if it is the learner's
    run.status      "running fine", "diverged" or "failed"
    run.doctor      "", or what the gradient doctor says of the learner's functions; run.examination: its table, or None

    `engine` are the learner's functions, used if situation.engine is "mine". `guard(function, *arguments)` returns
    (value, "") or (None, why it failed): `attempt`, or one that ends endless loops. With replay=False the run begins at
    step 0, and `advance(k)` brings it towards the situation's step in pieces.

    >>> from nblib.playground.situation import Situation
    >>> run = Run(Situation(data="moons"))
    >>> run.advance(10)
    >>> run.turn("learning_rate", 0.1)
    >>> run.situation.line
    'data=moons;step=10;turned=10:learning_rate=0.1'
    """

    def __init__(self, situation, engine=None, guard=attempt, replay=True):
        """Begin at step 0; with replay, advance to the situation's step. ValueError: engine=mine, and none given."""
        self._given = None if engine is None else guarded(engine, guard)
        self._begin(situation)
        if replay:
            self.advance(situation.step)

    def _begin(self, plan):
        if plan.engine == "mine" and self._given is None:
            raise ValueError("engine: got 'mine', expected nblib: no forward and backward of yours are here.")
        self._plan, self.problem, self.net, self.step = plan, problem(plan), initial_net(plan), 0
        self._recorded = [self._losses_now()]
        self.status, self.engine, self.doctor, self.examination = "running fine", NBLIB, "", None
        if plan.engine == "mine":
            self.engine = self._given
            activation, loss = ACTIVATIONS[plan.activation], LOSSES[plan.loss]
            try:
                self.doctor, self.examination = examine_engine(self.engine, len(plan.hidden), activation, loss)
            except EngineError as error:
                self._fail(error)
        self._prepare()

    def _fail(self, error):
        self.status, self._reason = "failed", str(error)

    def _prepare(self):
        """Make the next net, and with it the status: a step that leads out of the finite numbers is not taken."""
        if self.status == "failed":
            return  # what failed will fail again, and an endless loop takes a second to be found
        knobs, train = self._plan.knobs_at(self.step), self.problem.train
        rows = rows_of_step(self.step, knobs.batch, len(train.y), self._plan.seed)
        try:
            with np.errstate(all="ignore"):
                L, gradients = loss_and_gradients(self.net, train.X[rows], train.y[rows], knobs, self.engine)
                self._next = self.net.step(gradients, knobs.learning_rate)
        except EngineError as error:
            self._fail(error)
            return
        finite = math.isfinite(L) and all(np.isfinite(array).all() for layer in self._next.layers for array in layer)
        self.status = "running fine" if finite else "diverged"

    def advance(self, k=1):
        """Make k steps, or as many as can be made: a run that diverged or failed stays where it is."""
        for _ in range(min(k, MOST_STEPS - self.step)):
            if self.status != "running fine":
                return
            self.net, self.step = self._next, self.step + 1
            if is_recorded(self.step):
                self._recorded.append(self._losses_now())
            self._prepare()

    def turn(self, name, value):
        """Situation.turn: knobs and views go on, all else starts over at step 0. A ValueError changes nothing."""
        if name in VIEW:
            self._plan = self._plan.turn(name, value)
        elif name in Knobs._fields and self.step > 0:
            self._plan = self.situation.turn(name, value)
            if self._recorded[-1][0] == self.step:
                self._recorded[-1] = self._losses_now()  # another loss measures this very step
            self._prepare()
        else:
            situation = self.situation.turn(name, value)
            self._begin(situation)
            self.advance(situation.step)

    def restart(self):
        """Back to step 0, with the knobs as they stand."""
        self._begin(self.situation.restart())

    @property
    def situation(self):
        """The situation with the step reached and the knobs turned so far: its line restores this moment."""
        return self._plan.at(self.step)

    @property
    def knobs(self):
        """The knobs of the next step."""
        return self._plan.knobs_at(self.step)

    @property
    def losses(self):
        """Losses at the recorded steps, and now."""
        now = [] if self._recorded[-1][0] == self.step else [self._losses_now()]
        steps, train, test = zip(*self._recorded, *now, strict=True)
        return Losses(np.array(steps), np.array(train), np.array(test))

    def _losses_now(self):
        loss = LOSSES[self._plan.knobs_at(self.step).loss]
        with np.errstate(all="ignore"):
            L = [loss(self.net.forward(cloud.X)[-1], cloud.y)[0] for cloud in (self.problem.train, self.problem.test)]
        return self.step, *L

    @property
    def sentence(self):
        """The status in one sentence."""
        if self.status == "failed":
            return f"Failed at step {self.step}. {self._reason}"
        if self.status == "diverged":
            return f"Diverged: after step {self.step} the loss is no longer a finite number. The run stops here."
        if self.step == MOST_STEPS:
            return f"Step {self.step}: no run is longer than that."
        first, now = self._recorded[0][1], self._losses_now()[1]
        if now > first and self.knobs.loss == self._plan.loss:
            return f"Step {self.step}. The training loss has risen from {first:.3g} to {now:.3g}."
        return f"Step {self.step}."
