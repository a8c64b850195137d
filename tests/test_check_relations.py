"""What is said of numbers that are related to the right ones, word by word, and where nothing is said."""

import numpy as np
import pytest

from nblib.check.relations import Pair, relation


def said(*pairs, **given):
    """The clause on these (got, right)."""
    arrays = {f"`{name}`": np.array(array, dtype=float) for name, array in given.items()}
    found = relation([Pair(np.array(got, dtype=float), np.array(right, dtype=float), arrays) for got, right in pairs])
    return found and found.clause


LIST, TABLE, CUBE = [3.0, 5, -1, 8], [[1.0, 2, 4], [8, 16, -3]], [[[1.0, 2]], [[4, 9]]]


@pytest.mark.parametrize(
    ("got", "right", "clause"),
    [
        (
            [[1, 8], [2, 16], [4, -3]],
            TABLE,
            "the right numbers are all there, transposed: rows and columns are exchanged",
        ),
        ([8, -1, 5, 3], LIST, "every number is right and the order is backwards"),
        ([[8, 16, -3], [1, 2, 4]], TABLE, "every row is right and the order is backwards"),
        ([[4, 2, 1], [-3, 16, 8]], TABLE, "every row is right and runs backwards"),
        ([8, 3, 5, -1], LIST, "every number stands one place further than it should"),
        ([5, -1, 8, 3], LIST, "every number stands one place before its own"),
        ([3, 5, 8, -1], LIST, "the right numbers are all there, in wrong places"),
        ([[2, 1, 4], [8, -3, 16]], TABLE, "the right numbers are all there, in wrong places"),
        ([4, 4, 1, 2], [1, 2, 4, 4], "the right numbers are all there, in wrong places"),
        ([5, 3, 3, 3], [3, 3, 5, 3], None),  # of two numbers each is easily in the other's place
        ([0, 5, -1, 8], LIST, "only the first number is wrong"),
        ([3, 0, 2, 1], LIST, "only the first number is right"),
        ([3, 5, -1, 0], LIST, "only the last number is wrong"),
        ([0, 5, 5e-9], [0, 5, 0], "only the last number is wrong"),
        ([[9, 9, 7], [8, 16, -3]], TABLE, "only the first row is wrong"),
        ([[1, 9, 7], [8, 4, 5]], TABLE, "only the first column is right"),
        ([[1, 2, 9], [8, 16, 5]], TABLE, "only the last column is wrong"),
        ([[7, 2], [3, 0]], [[1, 2], [3, 5]], "only the diagonal is wrong"),
        ([0, 5, -1, 0], LIST, "every number that is wrong is 0"),
        ([4, 5, -1, 4], LIST, "only what should be positive is wrong"),
        ([3, 5, 2, -9], [3, 5, -1, -4], "only what should be negative is wrong"),
        ([3, 5, 0, 8], LIST, "every number that is wrong is 0"),
        (7.0, 2.0, None),
    ],
)
def test_right_numbers_in_wrong_places_and_wrong_ones_in_some(got, right, clause):
    assert said((got, right)) == clause


@pytest.mark.parametrize(
    ("wrong", "clause"),
    [
        ([7], "only the number at [2, 1] is ever wrong"),
        ([4, 5], "only the numbers at [1, 1], [1, 2] are ever wrong"),
        ([4, 5, 10], "only the numbers at [1, 1], [1, 2], [3, 1] are ever wrong"),
    ],
)
def test_numbers_that_are_wrong_at_the_same_places_of_every_input(wrong, clause):
    rights = np.arange(1.0, 13), np.arange(1.0, 13) ** 2
    pairs = []
    for right, off in zip(rights, (1, -2), strict=True):
        got = right.copy()
        got[wrong] += off
        pairs.append((got.reshape(4, 3), right.reshape(4, 3)))
    assert said(*pairs) == clause
    assert said(pairs[0]) is None
    larger = [[np.append(array, 7)[np.newaxis] for array in pair] for pair in pairs]
    assert said(*larger) is None


@pytest.mark.parametrize(
    ("switch", "clause"),
    [
        ([1, 0, 0, 1], "only what stands where `s` is 0 is wrong"),
        ([-1, 2, 2, -1], "only what stands where `s` is above 0 is wrong"),
        ([1, -2, -2, 0], "only what stands where `s` is below 0 is wrong"),
        ([0, 1, 1, -1], "only what stands where `s` is above 0 is wrong"),
        ([0, 0, 0, 1], "only what stands where `s` is 0 is wrong"),
        ([0, 1, 0, 1], None),
        ([1, 1, 1, 1], None),
    ],
)
def test_numbers_that_are_wrong_where_another_array_has_a_sign(switch, clause):
    assert said(([3, 6, 7, 8], LIST), other=[1, 2], one=3, s=switch) == clause


def test_a_list_that_is_all_there_is_comes_back_over_and_over():
    assert said(([[2, 4], [2, 4]], [[3, 5], [6, 8]]), b=[2, 4]) == "what comes back is `b`, over and over"
    assert said(([[2]], [[3]]), b=[2]) == "what comes back is `b`, over and over"


def test_a_sign_that_nearly_all_have_is_no_news():
    right = np.arange(1.0, 11)
    got, switch = right.copy(), np.ones(10)
    got[[3, 5]] += [2, -3]
    switch[9] = -1
    assert said((got, right), s=switch) is None


@pytest.mark.parametrize(
    ("got", "right", "clause"),
    [
        (np.ravel(TABLE), TABLE, "the numbers are right, and only their shape is not: it has too few axes"),
        ([TABLE], TABLE, "the numbers are right, and only their shape is not: it has too many axes"),
        ([[1, 2], [4, 8], [16, -3]], TABLE, "the numbers are right, and only their shape is not"),
        ([5, -1, 8], LIST, "the first number is missing, and the rest is right"),
        ([[1, 2, 4]], TABLE, "the last row is missing, and the rest is right"),
        ([0, *LIST], LIST, "the first number is one too many, and the rest is right"),
        ([*TABLE, [7, 7, 7]], TABLE, "the last row is one too many, and the rest is right"),
        ([3, 5], LIST, "what is there is right, and numbers are missing at the end"),
        (np.zeros((0, 3)), [*TABLE, [7, 7, 7]], "what is there is right, and rows are missing at the end"),
        ([LIST, LIST, LIST], LIST, "the right numbers are there, over and over"),
        ([2, 2, 2], 2, "the right numbers are there, over and over"),
        (15, LIST, "what comes back is the sum of all that is asked for"),
        (8, LIST, "what comes back is the largest of all that is asked for"),
        (3, LIST, "what comes back is the first of all that is asked for"),
        ([9, 18, 1], TABLE, "what comes back is the sum of each column that is asked for"),
        ([7 / 3, 7], TABLE, "what comes back is the mean of each row that is asked for"),
        ([4, -3], TABLE, "what comes back is the last of each row that is asked for"),
        ([5, 18], CUBE, None),
        ([9, 7, 1], 17, "the sum of all of what comes back is right"),
        ([[1, 7], [3, 5]], [2, 6], "the mean of each column of what comes back is right"),
        ([[1, 7], [0, 5]], [1, 7.5], None),
        ([[1, 7], [0.5, 5]], [7, 5], None),  # the largest of each row
        ([], 0, None),
        ([[3, 1, 1], [0, 5, 9], [2, 2, -1]], [3, 5, -1], "the right numbers are the diagonal of what comes back"),
    ],
)
def test_right_numbers_in_a_wrong_shape(got, right, clause):
    assert said((got, right)) == clause


def test_a_shape_that_is_wrong_in_two_ways_is_not_said_to_have_too_many_axes_or_too_few():
    assert said(([1, 2, 3, 4], [[1, 2], [3, 4]]), ([[5, 6, 7]], [5, 6, 7])) == (
        "the numbers are right, and only their shape is not"
    )


def test_what_holds_of_lists_only_is_not_said_where_a_number_came():
    assert said(([1, 2], [1, 2, 3, 4]), (7, [5, 6, 9])) is None
    assert said((7, [5, 6, 9]), ([1, 2], [1, 2, 3, 4])) is None
    assert said((5, 2), ([1, 2], 4)) is None


@pytest.mark.parametrize(
    ("got", "right", "clause"),
    [
        ([5, 7, 1], [3, 5, -1], "every number is 2 too large"),
        ([1, 3, -3], [3, 5, -1], "every number is 2 too small"),
        ([1, 3], [1.23456, 2.91828], "every number is rounded"),
        ([1.2, 2.7], [1.23456, 2.71828], "every number is rounded to 1 decimals"),
        ([1.235, 2.718], [1.23456, 2.71828], "every number is rounded to 3 decimals"),
        ([1.2346, 2.7182], [1.23456, 2.71824], None),
        ([-0.0, -0.0], [3, 5], "every number that comes back is 0"),
        ([3, 3], [1, 2], "every number that comes back is 3"),
    ],
)
def test_numbers_that_are_off_or_rounded_or_all_the_same(got, right, clause):
    assert said((got, right), c=3) == clause


def test_a_factor_is_the_same_on_all_inputs_but_for_rounding():
    words = "all numbers of an input are wrong by one factor (2, 2.001)"
    assert said(([2, 4], [1, 2]), ([6.003, 10.005], [3, 5])) == words
    assert said(([2, 4], [1, 2]), ([6.0004, 10.0006666667], [3, 5])) == "every number is 2 times what it should be"


def test_a_single_number_is_not_said_to_be_as_many_times_too_large_as_there_are_rows():
    assert said(([6], [2]), X=[[1], [4], [5]]) is None


def test_factors_of_the_inputs_are_shown_up_to_three():
    def scaled(*factors):
        return said(*((np.array([1.0, 2]) * k * f, np.array([1.0, 2]) * k) for k, f in enumerate(factors, 1)))

    assert scaled(2, 3, 5) == "all numbers of an input are wrong by one factor (2, 3, 5)"
    assert scaled(2, 3, 5, 9) == "all numbers of an input are wrong by one factor (2, 3, 5, …)"
    assert scaled(2, 3, 5, 9, 1 / 3) == "all numbers of an input are wrong by one factor (2, 3, 5, …)"


def test_numbers_of_an_input_are_off_by_the_same_amount_if_there_are_several():
    assert said(([2, 5], [1, 4]), ([6, 10], [3, 7])) == "all numbers of an input are off by the same amount"
    assert said(([2], [1]), ([5], [3])) is None


@pytest.mark.parametrize(
    ("got", "right", "clause"),
    [
        ([[2, 0], [4, 2]], [[1, 2], [3, 4]], "every column is off by one number, the same in all its rows"),
        ([[2, 3], [1, 2]], [[1, 2], [3, 4]], "every row is off by one number, the same in all its columns"),
        (
            [[2, 4], [9, 12]],
            [[1, 2], [3, 4]],
            "in every row the numbers stand in the right ratios, and a factor of the row is wrong",
        ),
        (
            [[2, 6], [6, 12]],
            [[1, 2], [3, 4]],
            "in every column the numbers stand in the right ratios, and a factor of the column is wrong",
        ),
        ([[2, 5, 9]], [[1, 2, 4]], None),  # with one row, every column is off by one number
        ([[2, 5], [1, 7]], [[0, 2], [3, 0]], None),
    ],
)
def test_rows_and_columns_that_are_off_or_scaled(got, right, clause):
    assert said((got, right)) == clause
    assert said((got, right), ([3, 9, 4], [1, 2, 5])) is None
