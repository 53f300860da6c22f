import pytest

from stackyard_constructs.limits import check_database, check_nodes
from stackyard_constructs.properties import InvalidProperty


@pytest.mark.parametrize(
    ("database", "username", "storage", "days", "message"),
    [
        ("my-db", "app", 20, 1, "'my-db' cannot name a database"),
        ("1db", "app", 20, 1, "'1db' cannot name a database"),
        ("app", "x" * 64, 20, 1, "cannot name a user"),
        ("app", "Admin", 20, 1, "RDS keeps the user name 'Admin' for itself"),
        ("app", "app", 19, 1, "storage lies between 20 and 65536 GiB; 19 given"),
        ("app", "app", 65537, 1, "storage lies between 20 and 65536 GiB; 65537 given"),
        ("app", "app", 20, 36, "backups are kept for 0 to 35 days; 36 given"),
    ],
)
def test_what_rds_would_refuse_is_refused(
    database: str, username: str, storage: int, days: int, message: str
) -> None:
    with pytest.raises(InvalidProperty) as caught:
        check_database(database, username, storage, days)
    assert message in str(caught.value)


def test_the_edges_are_accepted() -> None:
    check_database("a", "z" * 63, 20, 0)
    check_database("a", "z", 65536, 35)
    check_nodes(1)
    check_nodes(40)


@pytest.mark.parametrize("nodes", [0, 41])
def test_a_cache_has_1_to_40_nodes(nodes: int) -> None:
    with pytest.raises(InvalidProperty, match=f"a Memcached cluster has 1 to 40 nodes; {nodes} given"):
        check_nodes(nodes)
