"""The build script: settings, steps, and `python digest.py build`.

Every UPPERCASE name is a setting of Pelican's; `pelican -s digest.py` renders with them
too. Most sites never touch this file: the one to edit is content/digest.toml.
"""

from broadsheet import steps
from broadsheet.settings import *  # noqa: F403 - a settings file is made of names; override below

PATH = "content"
OUTPUT_PATH = "output"
THEME = "themes/broadsheet"
PLUGIN_PATHS = ["plugins"]
PLUGINS = ["broadsheet"]

# What happens to entries, in order. A step of your own is a function in
# plugins/my_steps.py that takes an edition and gives it back; see docs/steps.md.
STEPS = [
    # over all that came in
    steps.gather,
    steps.drop_met,
    steps.drop_old,
    steps.clean,
    steps.recognise,
    steps.filter_entries,
    steps.skip_old,
    # from here on, over one dated edition at a time
    steps.file_by_date,
    steps.weigh,
    steps.group,
    steps.sort,
    steps.order,
]

if __name__ == "__main__":
    from broadsheet.cli import main

    main()
