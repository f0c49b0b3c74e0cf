"""Stands where moto stood, so that moto's own tests of Pinpoint ask a running stage: a plugin for pytest.

Each test's mock becomes a stage that is emptied of its applications first. moto-differences.json names the tests that
expect another answer than ours, each with what it then fails with, why, and where AWS's documentation stands on that.
A test that is named there must fail so; when it passes, the entry is stale and the run fails. It is then asked once
more with some of its words put in the place of others, and passes: nothing else of it differs.

    pytest -p moto_on_stage FOLDER         # as moto wrote them
    INSTEAD=1 pytest -p moto_on_stage …    # those that differ, with the words put in place
"""

import functools
import json
import os
import sys
import types
from pathlib import Path

import boto3
import pytest

os.environ['AWS_ENDPOINT_URL_PINPOINT'] = os.environ['TOUCHPOINT_ENDPOINT']
os.environ['AWS_ACCESS_KEY_ID'] = os.environ['TOUCHPOINT_ACCESS_KEY_ID']
os.environ['AWS_SECRET_ACCESS_KEY'] = os.environ['TOUCHPOINT_SECRET_ACCESS_KEY']
DIFFERENCES = json.loads(Path(__file__).with_name('moto-differences.json').read_text())
INSTEAD = os.environ.get('INSTEAD') == '1'


def mock_aws(test):
    @functools.wraps(test)
    def on_stage(*args, **kwargs):
        client = boto3.client('pinpoint', region_name='us-east-1')
        for app in client.get_apps()['ApplicationsResponse']['Item']:
            client.delete_app(ApplicationId=app['Id'])
        return test(*args, **kwargs)

    return on_stage


sys.modules['moto'] = types.ModuleType('moto')
sys.modules['moto'].mock_aws = mock_aws


def pytest_collect_file(file_path):
    """Puts the words in place before pytest reads the file."""
    if INSTEAD and file_path.suffix == '.py':
        text = file_path.read_text()
        for difference in DIFFERENCES.values():
            for theirs, ours in difference['instead'].items():
                text = text.replace(theirs, ours)
        file_path.write_text(text)


def pytest_collection_modifyitems(config, items):
    found = {item.name for item in items}
    unknown = DIFFERENCES.keys() - found
    if unknown or not items:
        raise pytest.UsageError(f'{len(items)} tests, none of the name {", ".join(sorted(unknown))}')
    if INSTEAD:
        config.hook.pytest_deselected(items=[item for item in items if item.name not in DIFFERENCES])
        items[:] = [item for item in items if item.name in DIFFERENCES]
        return
    for item in items:
        if item.name in DIFFERENCES:
            item.add_marker(pytest.mark.xfail(strict=True, reason=DIFFERENCES[item.name]['reason']))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if not INSTEAD and call.when == 'call' and call.excinfo and item.name in DIFFERENCES:
        expected = DIFFERENCES[item.name]['fails with']
        if expected not in str(call.excinfo.value):
            report.outcome = 'failed'
            report.longrepr = f'{item.name} does not fail with {expected!r} but with\n{call.excinfo.value}'
    return report
