"""What an author copies: one example of each block, in the words of the interface."""

from app.platform.i18n import N_, gettext

_BLOCKS = """::: goals
- {}
:::

::: evidence source=report
{}
:::

::: quiz one
{}

- [ ] {}
  > {}
- [x] {}
  > {}
:::

::: quiz order
{}

1. {}
   > {}
2. {}
   > {}
:::

::: checklist
- {}
:::

::: callout
{}
:::
"""
_WORDS = (
    N_("what somebody can do afterwards"),
    N_("What happened in the project, with the number that shows it."),
    N_("A question with one right answer?"),
    N_("A wrong answer"),
    N_("Why it is wrong."),
    N_("The right answer"),
    N_("Why it is right."),
    N_("Steps in the right order; readers get them mixed."),
    N_("The first step"),
    N_("Why it comes first."),
    N_("The second step"),
    N_("Why it comes second."),
    N_("one thing to tick off"),
    N_("Something to keep in mind."),
)


def block_examples() -> str:
    """Return Markdown with a block of each kind."""
    return _BLOCKS.format(*map(gettext, _WORDS))
