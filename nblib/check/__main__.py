"""`python -m nblib.check` prints, for every exercise, how many wrong answers it knows by name and its hints."""

from itertools import groupby

from nblib.check.registry import exercises


def summary():
    """The table as text, with a total for each lesson.

    >>> summary().splitlines()[0].split()
    ['exercise', 'wrong', 'answers', 'hints', 'title']
    """
    rows = [f"{'exercise':10} {'wrong answers':>13} {'hints':>5}  title"]
    total = 0
    for lesson, group in groupby(exercises().values(), key=lambda exercise: exercise.id.partition(".")[0]):
        group = list(group)
        wrong = [len(exercise.mistakes) for exercise in group]
        total += sum(wrong)
        for exercise, count in zip(group, wrong, strict=True):
            rows.append(f"{exercise.id:10} {count:13} {len(exercise.hints):5}  {exercise.title}")
        rows.append(f"{'lesson ' + lesson:10} {sum(wrong):13}")
    rows.append(f"{'all':10} {total:13}")
    return "\n".join(rows)


if __name__ == "__main__":
    print(summary())
