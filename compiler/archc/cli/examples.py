"""What `archc --help` and the help of every command say below the list of options."""

EXAMPLES = """\
examples:
  archc check specs/                            is every spec right?
  archc check specs/ --fix                      mend what has one safe correction
  archc show specs/inception_v4.yaml            shapes and counts of every stage
  archc plot specs/inception_v4.yaml            a figure: inception_v4.svg
  archc view specs/inception_v4.yaml --open     look through it in the browser
  archc expand specs/variant.yaml               a variant as a spec of its own
  archc new my_network                          begin a spec
  archc explain E0401                           what does this message mean?
  archc build specs/                            write generated/*.py
  archc build specs/ --check                    are the committed files fresh?
  archc lock specs/                             write what networks are, for `check --locked`
  archc diff main:specs specs                   what changed since a revision of git
  archc build specs/inception_v4.yaml --emit keras --set num_classes=10

exit codes: 0 fine, 1 findings, 2 misuse
"""

BUILD_EXAMPLES = """\
A spec goes to generated/<name>.py, <name> being the name that the spec gives its network. Folders
below specs/, or below a folder that is given, are kept: specs/originals/vgg.yaml goes to
generated/originals/vgg.py.

examples:
  archc build specs/                            write generated/*.py
  archc build specs/vgg.yaml -o models/         write models/vgg.py
  archc build specs/vgg.yaml -o network.py      write network.py
  archc build specs/vgg.yaml --emit keras       write generated/vgg.keras
  archc build specs/vgg.yaml --set num_classes=10
  archc build specs/vgg.yaml --variant small    a preset of the spec
  archc build specs/ --check                    show what is stale, write nothing
"""

CHECK_EXAMPLES = """\
examples:
  archc check specs/                            every spec in a folder, with its presets
  archc check specs/vgg.yaml --variant small    one preset
  archc check specs/vgg.yaml --set depth=19     with another value for an argument
  archc check specs/ --diff                     what can be mended
  archc check specs/ --fix                      mend it, and check what is left
  cat vgg.yaml | archc check -                  standard input
  archc check specs/ --quiet                    no notes
  archc check specs/ --deny warnings            warnings are errors, too (docs/warnings.md)
  archc check specs/ --format json              for a script (docs/formats.md)
  archc check specs/ --format junit -o ci.xml   text on the terminal, JUnit in a file
  archc check specs/ --locked                   and is every network what its lock holds?
"""

DIFF_EXAMPLES = """\
The exit code is 0 where nothing changed, 1 where something did, 2 where that cannot be said.
A path after a colon begins at the root of the repository, `./` at the current folder.

examples:
  archc diff old.yaml new.yaml                  two specs
  archc diff HEAD:vgg.yaml vgg.yaml             what you changed since the last commit
  archc diff main:specs specs                   every spec of a folder
  archc diff v1:vgg.yaml vgg.yaml --variant small
  archc diff vgg.yaml vgg.yaml --new-variant small    what a preset changes
  archc diff main:specs specs --format markdown -o diff.md
"""

LOCK_EXAMPLES = """\
A lock holds the shapes of stages, counts, resolved sums and a hash of the graph, of a spec and of
its presets. Commit it: `archc check --locked` fails where a spec compiles to anything else.
Comments and formatting change nothing. After a change that is meant, run the command again.

examples:
  archc lock specs/                             write vgg.lock beside vgg.yaml, and so on
  archc lock specs/ -o specs/archc.lock         one lock for all
  archc lock specs/ --check                     show what would change
  archc check specs/ --locked                   compare with the locks beside the specs
  archc check specs/ --lock specs/archc.lock    compare with one lock
"""

SHOW_EXAMPLES = """\
examples:
  archc show specs/vgg.yaml                     a line for each stage
  archc show specs/vgg.yaml --full              a line for each layer
  archc show specs/vgg.yaml --format json       for tools
  archc show specs/vgg.yaml --input-sizes       which sizes of images it takes
  archc show specs/vgg.yaml --variant small     a preset
"""

PLOT_EXAMPLES = """\
An overview of the stages, and each block once, on a page that can be printed. .png and .pdf need
pip install 'archc[plot]'; .mmd is Mermaid, which GitHub draws, and .dot is for Graphviz.

examples:
  archc plot specs/vgg.yaml                     write vgg16.svg
  archc plot specs/vgg.yaml -o figures/vgg.pdf  for LaTeX
  archc plot specs/vgg.yaml --stage conv3       one stage
  archc plot specs/vgg.yaml --depth 0           the stages alone
  archc plot specs/vgg.yaml --depth all         every layer, every turn of every repeat
  archc plot specs/vgg.yaml --direction lr --variant small
"""

VIEW_EXAMPLES = """\
The page is one file that needs no network: docs/view.md shows what is on it. --watch serves it
to this machine alone.

examples:
  archc view specs/vgg.yaml                     write vgg.html
  archc view specs/vgg.yaml --open              and look at it
  archc view specs/vgg.yaml --watch --open      follow the spec while it is edited
  archc view old.yaml new.yaml                  what changed: write <name>_diff.html
  archc view HEAD:specs/vgg.yaml specs/vgg.yaml -o change.html
  archc view specs/vgg.yaml specs/vgg.yaml --new-variant vgg19
"""

EXPAND_EXAMPLES = """\
The result is a spec that gives the same network. A comment says which file and line a line comes
from, unless that follows the origin of the line before it.

examples:
  archc expand specs/variant.yaml               what extends and edits come to
  archc expand specs/vgg.yaml --variant small -o small.yaml
"""

NEW_EXAMPLES = """\
A spec goes to specs/<name>.yaml if there is a folder specs, else to <name>.yaml.

examples:
  archc new my_network                          a small network to begin with
  archc new wide_vgg --from specs/vgg.yaml      a variant of another spec
"""

EXPLAIN_EXAMPLES = """\
examples:
  archc explain                                 all codes, a line for each
  archc explain E0401                           one of them
  archc explain merge-shape-mismatch            the same, by its name
"""

SCHEMA_EXAMPLES = """\
examples:
  archc schema                                  print it
  archc schema -o spec-1.schema.json            write it to a file
  archc schema --plugin my_layers               with layers of one's own
  archc schema --diagnostics                    that of the findings of `archc check --format json`
"""

LSP_EXAMPLES = """\
Editors start it: docs/editors.md shows how. It needs pip install 'archc[lsp]'. The plugins of a
project are code: opening a folder imports none of them, unless there is --project-plugins.

examples:
  archc lsp                                     no code of the folder is run
  archc lsp --plugin my_layers                  with a plugin that is installed
  archc lsp --project-plugins                   with those of pyproject.toml
"""

COMPLETION_EXAMPLES = """\
examples:
  archc completion bash > ~/.local/share/bash-completion/completions/archc
  archc completion zsh > ~/.zfunc/_archc        with ~/.zfunc in $fpath
  archc completion tcsh > ~/.archc.tcsh         then `source ~/.archc.tcsh`
"""
