"""Asks a running stage thousands of questions that Schemathesis makes from the stage's own OpenAPI documents.

    python fuzz.py [seconds a document]      default: 60

TOUCHPOINT_ENDPOINT, TOUCHPOINT_ACCESS_KEY_ID and TOUCHPOINT_SECRET_ACCESS_KEY say which stage, with the demo
company in it. Ids of things that are there go into the questions, so that they get past "not found". Fails when an
answer is a fault of the stage (5xx), or is not what the document says.
"""

import json
import os
import subprocess
import sys
import tempfile
import urllib.request
from pathlib import Path

ENDPOINT = os.environ.get('TOUCHPOINT_ENDPOINT', 'http://127.0.0.1:3000')
KEY = f"{os.environ['TOUCHPOINT_ACCESS_KEY_ID']}.{os.environ['TOUCHPOINT_SECRET_ACCESS_KEY']}"
SEED = 20261030
CHECKS = 'not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance'
# What would end the stage's use for the questions after it, and mail, which Schemathesis has no writer for.
LEFT_OUT = {
    'include-path-regex': '^/local/clock|^/keys|^/feedback/mail$',
    'include-operation-id-regex': '^Delete(App|Journey|Campaign|Segment)$',
}
DOCUMENTS = ['/openapi.json', '/openapi/pinpoint.json']


def ask(path):
    request = urllib.request.Request(ENDPOINT + path, headers={'authorization': f'Bearer {KEY}'})
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def things():
    """Parameters by where they stand in a path: those of Pinpoint's operations, and of our own routes."""
    apps = [item['Id'] for item in ask('/v1/apps')['Item']]
    app = next(one for one in apps if ask(f'/v1/apps/{one}/journeys')['Item'])

    def first(path):
        return ask(f'/v1/apps/{app}/{path}')['Item'][0]['Id']

    campaign, journey, segment = first('campaigns'), first('journeys'), first('segments')
    endpoint = ask(f'/segments/{segment}/preview?app={app}')['items'][0]['endpointId']
    everywhere = {
        'path.ApplicationId': app,
        'path.CampaignId': campaign,
        'path.JourneyId': journey,
        'path.SegmentId': segment,
        'path.EndpointId': endpoint,
        'path.JobId': first('jobs/import'),
        'path.TemplateName': ask('/v1/templates')['Item'][0]['TemplateName'],
        'path.endpointId': endpoint,
        'path.uploadId': ask('/uploads')['items'][0]['uploadId'],
        'query.app': app,
        'query.application_id': app,
    }
    return everywhere, {'^/campaigns/': campaign, '^/journeys/': journey, '^/segments/': segment}


def configuration(everywhere, by_path):
    def line(name, value):
        # a key with a dot is quoted, so that it is one name; a text is written as in JSON
        return f'{json.dumps(name) if "." in name else name} = {json.dumps(value)}'

    lines = [f'seed = {SEED}', '[parameters]', *(line(name, value) for name, value in everywhere.items())]
    for pattern, value in by_path.items():
        lines += ['[[operations]]', line('include-path-regex', pattern), f'parameters = {{ {line("path.id", value)} }}']
    for name, value in LEFT_OUT.items():
        lines += ['[[operations]]', line(name, value), 'enabled = false']
    return '\n'.join(lines) + '\n'


def main(seconds):
    everywhere, by_path = things()
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, 'schemathesis.toml').write_text(configuration(everywhere, by_path))
        for document in DOCUMENTS:
            command = [
                str(Path(sys.executable).parent / 'schemathesis'), 'run', ENDPOINT + document,
                '-H', f'authorization: Bearer {KEY}',
                '--phases', 'coverage,fuzzing', '--max-time', str(seconds), '-n', '30',
                '--checks', CHECKS, '--continue-on-failure', '--no-color',
            ]
            if subprocess.run(command, cwd=folder).returncode:
                failed.append(document)
    sys.exit(f'answers are not what {", ".join(failed)} says' if failed else 0)


main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
