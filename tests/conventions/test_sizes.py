"""Files and functions stay small enough to read in one go."""

from tests.conventions.sources import (
    functions,
    line_count,
    listed,
    percentile_95,
    python_files,
    relative,
    template_files,
)

EVERYTHING = ("app", "tests", "tools")
MAX_FILE, USUAL_FILE = 400, 250
MAX_FUNCTION, USUAL_FUNCTION = 60, 35
MAX_TEMPLATE, USUAL_TEMPLATE = 200, 120
MAX_PARAMETERS = 5


def test_no_file_is_longer_than_400_lines() -> None:
    long = [
        f"{relative(path)} has {line_count(path)}"
        for path in python_files(*EVERYTHING)
        if line_count(path) > MAX_FILE
    ]

    assert not long, f"split these by use case or subject:{listed(long)}"


def test_95_in_100_files_of_the_program_have_at_most_250_lines() -> None:
    sizes = {relative(path): line_count(path) for path in python_files("app")}

    largest = sorted(sizes, key=sizes.__getitem__, reverse=True)[:8]
    usual = percentile_95(list(sizes.values()))
    assert usual <= USUAL_FILE, f"p95 is {usual}; split the largest:{listed(largest)}"


def test_no_function_is_longer_than_60_lines() -> None:
    every = [item for path in python_files(*EVERYTHING) for item in functions(path)]

    long = [item.place for item in every if item.lines > MAX_FUNCTION]
    assert not long, f"give the parts of these names of their own:{listed(long)}"


def test_95_in_100_functions_of_the_program_have_at_most_35_lines() -> None:
    every = [item for path in python_files("app") for item in functions(path)]

    usual = percentile_95([item.lines for item in every])
    longest = sorted(every, key=lambda item: -item.lines)[:8]
    assert usual <= USUAL_FUNCTION, f"p95 is {usual}; longest:{listed(longest)}"


def test_no_function_of_the_program_takes_more_than_five_parameters() -> None:
    every = [item for path in python_files("app") for item in functions(path)]

    many = [item.place for item in every if item.parameters > MAX_PARAMETERS]
    assert not many, f"group what belongs together in a dataclass:{listed(many)}"


def test_no_template_is_longer_than_200_lines() -> None:
    long = [
        relative(path) for path in template_files() if line_count(path) > MAX_TEMPLATE
    ]

    assert not long, f"move parts into _part.html files or macros:{listed(long)}"


def test_95_in_100_templates_have_at_most_120_lines() -> None:
    sizes = {relative(path): line_count(path) for path in template_files()}

    largest = sorted(sizes, key=sizes.__getitem__, reverse=True)[:8]
    usual = percentile_95(list(sizes.values()))
    assert usual <= USUAL_TEMPLATE, f"p95 is {usual}; split:{listed(largest)}"
