"""What an author copies: one example of each block, in the words of the interface."""

from app.platform.i18n import gettext


def block_examples() -> str:
    """Return Markdown with a block of each kind."""
    return f"""::: goals
- {gettext("what somebody can do afterwards")}
:::

::: evidence source=report
{gettext("What happened in the project, with the number that shows it.")}
:::

::: quiz one
{gettext("A question with one right answer?")}

- [ ] {gettext("A wrong answer")}
  > {gettext("Why it is wrong.")}
- [x] {gettext("The right answer")}
  > {gettext("Why it is right.")}
:::

::: quiz order
{gettext("Steps in the right order; readers get them mixed.")}

1. {gettext("The first step")}
   > {gettext("Why it comes first.")}
2. {gettext("The second step")}
   > {gettext("Why it comes second.")}
:::

::: checklist
- {gettext("one thing to tick off")}
:::

::: callout
{gettext("Something to keep in mind.")}
:::
"""
