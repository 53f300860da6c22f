"""Says, before the tests run, which of them this machine cannot run and why."""

from __future__ import annotations

from shutil import which

NEEDS = {
    "terraform": "tests/terraform (every test marked `terraform`): install Terraform 1.11 or later",
    "age-keygen": "tests that use a second age key made by age itself: install age",
}


def main() -> None:
    missing = {program: why for program, why in NEEDS.items() if which(program) is None}
    for program, why in missing.items():
        print(f"not run here, {program} is missing: {why}")
    if not missing:
        print("this machine has all that the tests need")


if __name__ == "__main__":
    main()
