"""Two of AWS's own clients behind one call, each with its own request signing: boto3 and the AWS CLI, version 2."""

import json
import os
import subprocess

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

ENDPOINT = os.environ['TOUCHPOINT_ENDPOINT']
KEY = os.environ['TOUCHPOINT_ACCESS_KEY_ID']
SECRET = os.environ['TOUCHPOINT_SECRET_ACCESS_KEY']


class Refused(Exception):
    """What the stage answered with an error, as the client tells it."""


class Boto3:
    name = 'boto3'

    def __init__(self):
        self.client = boto3.client(
            'pinpoint',
            endpoint_url=ENDPOINT,
            region_name='eu-central-1',
            aws_access_key_id=KEY,
            aws_secret_access_key=SECRET,
            config=Config(retries={'total_max_attempts': 1}),
        )

    def call(self, operation, **parameters):
        """`operation` as boto3 spells it: create_app."""
        try:
            return getattr(self.client, operation)(**parameters)
        except ClientError as error:
            raise Refused(str(error)) from error


class CommandLine:
    name = 'cli'

    def __init__(self):
        self.program = os.environ['TOUCHPOINT_AWS_CLI']
        said = subprocess.run([self.program, '--version'], check=True, capture_output=True, text=True).stdout
        assert said.startswith('aws-cli/2.'), f'{self.program} is {said.strip()}, not version 2'
        self.environment = {
            **os.environ,
            'AWS_ACCESS_KEY_ID': KEY,
            'AWS_SECRET_ACCESS_KEY': SECRET,
            'AWS_DEFAULT_REGION': 'eu-central-1',
            'AWS_MAX_ATTEMPTS': '1',
        }

    def call(self, operation, **parameters):
        command = ['pinpoint', operation.replace('_', '-'), '--cli-input-json', json.dumps(parameters)]
        done = subprocess.run(
            [self.program, '--endpoint-url', ENDPOINT, '--output', 'json', *command],
            env=self.environment,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise Refused(done.stderr.strip())
        return json.loads(done.stdout)
