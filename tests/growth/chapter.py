"""Writes chapter 42, a chapter that the book does not have: a figure of a kind of its own, a head of 6 features and 4
channels, tied numbers, ten exercises and two questions. `make notebooks FILES=…` executes it.
"""

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

HEAD = """\
rng = np.random.default_rng(42)
x, w_q, w_k = (rng.integers(0, 3, shape) for shape in ((5, 6), (6, 4), (6, 4)))
words, features, channels = ("one", "two", "three", "four", "five"), tuple("uvwxyz"), tuple("klmn")
head = Head(words, x, w_q, w_k, w_q[:, :2], features, channels, ("p", "r"))
head.scores.shape"""
OPENING = """\
# By how much does the best answer win?

*Part V · chapter 42 · 10 minutes*

Words can answer a question almost equally well. This chapter looks at the distance between them.

**You will be able to** say how far a word lies behind the best.

**You need** [chapter 04](04_scores.ipynb) and the word [score](glossary.md#score)."""
TEXT = """\
When <b class="q">one</b> asks, <b class="k">two</b><!--! 2: the name of a word --> scores
{score}<!--= head.scores[0, 1] -->, and
<span data-at="R,0,1">it lies {behind}</span><!--= head.scores[0].max() - head.scores[0, 1] --> behind the best.

<details class="predict"><summary>Predict: who lies behind by nothing?</summary>

The best word itself.

</details>"""
CARD = """\
### Exercise 42.{n} · {name}
*2 minutes · ●○○*

{task}

<details class="hint"><summary>Hint 1</summary>

Read the question once more, slowly.

</details>

<details class="solution"><summary>Solution</summary>

```python
check("42.{n}", {answer!r}).raise_if_wrong()
```

It is what the check expects.

</details>"""
QUESTION = """\
### Question 42.{n}

{asked}

<details class="option right"><summary>The best one.</summary>

Yes. All the others lie behind it.

</details>

<details class="option"><summary>The first one.</summary>

No. Places in the sentence do not count here.

</details>

<details class="option"><summary>Nobody does.</summary>

No. One score is the largest, and the others lie behind it.

</details>"""
LAST = """\
## In five lines

- A score alone says little.
- The distance to the best says more.
- It is never negative.
- For the best it is nothing.
- Softmax sees nothing else.

## Next

What happens if words are equally good?"""


def write(path, first_line, scores):
    """Write the notebook to `path`. first_line: what every chapter's first code cell begins with; scores (5, 5)."""
    cells = [
        new_markdown_cell(OPENING),
        new_code_cell(
            f"{first_line}\nimport numpy as np\n\nfrom byhand import check, live\nfrom byhand.head import Head"
        ),
        new_code_cell(HEAD),
        new_code_cell("live.rivals(head=head, ask=True)"),
        new_markdown_cell(TEXT.format(score=scores[0, 1], behind=scores[0].max() - scores[0, 1])),
        new_markdown_cell("## Exercises"),
    ]
    for n in range(1, 11):
        task, right = (f"Add `{n}` and `{n + 1}` in your head, and write down what comes out of it.", 2 * n + 1)
        if n == 10:
            task, right = "Does the best word win or lose against all the others in its row?", "it wins"
        card, end = CARD.format(n=n, name="a sum", task=task, answer=right).split("\n\n<details", 1)
        start = new_code_cell(f'# your answer\nmine = ...\ncheck("42.{n}", mine)', metadata={"tags": ["exercise"]})
        cells += [new_markdown_cell(card), start, new_markdown_cell("<details" + end)]
    cells.append(new_markdown_cell("## Check yourself"))
    for n, asked in enumerate(["Who wins?", "Who lies in front?"], start=1):
        cells.append(new_markdown_cell(QUESTION.format(n=n, asked=asked)))
    nbformat.write(new_notebook(cells=[*cells, new_markdown_cell(LAST)]), path)
