"""The app: `cdktf` and `stackyard` both start it to synthesise environments."""

from stacks.platform import platform
from stacks.settings import Settings
from stackyard.app import run

if __name__ == "__main__":
    run(Settings, platform)
