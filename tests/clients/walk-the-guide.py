"""Walks the POC guide with boto3, its own request signing included, against a running stage.

    python3 -m venv venv && venv/bin/pip install boto3 awscli
    TOUCHPOINT_ENDPOINT=… TOUCHPOINT_ACCESS_KEY_ID=… TOUCHPOINT_SECRET_ACCESS_KEY=… venv/bin/python tests/clients/walk-the-guide.py

Every step asserts what the guide promises; the last line says so. The AWS CLI reads back what boto3 made.
"""

import json
import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import boto3
from botocore.config import Config

ENDPOINT = os.environ['TOUCHPOINT_ENDPOINT']
KEY = os.environ['TOUCHPOINT_ACCESS_KEY_ID']
SECRET = os.environ['TOUCHPOINT_SECRET_ACCESS_KEY']
ROOT = Path(__file__).resolve().parents[2]
CUSTOMERS = 60

pinpoint = boto3.client(
    'pinpoint',
    endpoint_url=ENDPOINT,
    region_name='eu-central-1',
    aws_access_key_id=KEY,
    aws_secret_access_key=SECRET,
    config=Config(retries={'total_max_attempts': 1}),
)


def http(method, path, body=None, kind='application/json'):
    """One call of the stage's own API."""
    headers = {'authorization': f'Bearer {KEY}.{SECRET}', 'content-type': kind}
    data = body.encode() if isinstance(body, str) else body
    with urllib.request.urlopen(urllib.request.Request(ENDPOINT + path, data, headers, method=method)) as answer:
        return json.load(answer)


def until(read, wanted, seconds=60):
    """What `read` gives once `wanted` holds of it."""
    end = time.monotonic() + seconds
    while True:
        found = read()
        if wanted(found):
            return found
        assert time.monotonic() < end, f'still {found} after {seconds} s'
        time.sleep(0.2)


def advance(duration):
    http('POST', '/local/clock', json.dumps({'advance': duration}))


def mails(app, subject):
    return http('GET', f'/local/mailbox?app={app}&limit=1&subject={urllib.request.quote(subject)}')['total']


def import_customers(app):
    rows = ['ChannelType,Id,Address,User.UserId,User.UserAttributes.FirstName,User.UserAttributes.Stage,User.UserAttributes.CLVTier']
    for number in range(CUSTOMERS):
        stage = 'Renewal' if number % 3 else 'Upsell'
        tier = 'High' if number % 2 else 'Low'
        rows.append(f'EMAIL,c{number},success+c{number}@simulator.amazonses.com,u{number},Ana {number},{stage},{tier}')
    url = http('PUT', '/imports/clients.csv', '\n'.join(rows), 'text/csv')['s3Url']
    job = pinpoint.create_import_job(
        ApplicationId=app,
        ImportJobRequest={
            'Format': 'CSV',
            'S3Url': url,
            'RoleArn': 'arn:aws:iam::000000000000:role/any',
            'RegisterEndpoints': True,
            'DefineSegment': True,
            'SegmentName': 'customers',
        },
    )['ImportJobResponse']
    read = lambda: pinpoint.get_import_job(ApplicationId=app, JobId=job['Id'])['ImportJobResponse']
    done = until(read, lambda found: found['JobStatus'] in ('COMPLETED', 'FAILED'))
    assert (done['JobStatus'], done['TotalProcessed']) == ('COMPLETED', CUSTOMERS), done


def segment(app, name, **attributes):
    dimensions = {key: {'AttributeType': 'INCLUSIVE', 'Values': [value]} for key, value in attributes.items()}
    request = {'Name': name, 'Dimensions': {'UserAttributes': dimensions}}
    return pinpoint.create_segment(ApplicationId=app, WriteSegmentRequest=request)['SegmentResponse']['Id']


def templates():
    for folder in sorted((ROOT / 'templates').iterdir()):
        if not folder.is_dir():
            continue
        meta = json.loads((folder / 'template.json').read_text())
        parts = {'HtmlPart': (folder / 'body.html').read_text(), 'TextPart': (folder / 'body.txt').read_text()}
        name = f'boto3_{folder.name}'
        made = pinpoint.create_email_template(TemplateName=name, EmailTemplateRequest={**meta, **parts})
        assert made['CreateTemplateMessageBody']['Arn'].endswith(f'templates/{name}/EMAIL')
    try:
        pinpoint.create_email_template(TemplateName='boto3_bad', EmailTemplateRequest={'Subject': '{{nope 1}}'})
    except pinpoint.exceptions.BadRequestException as error:
        assert 'there is no helper nope' in str(error)
    else:
        raise AssertionError('an unknown helper was taken')


def campaign(app, audience):
    template = {'EmailTemplate': {'Name': 'boto3_UPL_Upsell'}}
    request = {
        'Name': 'Upsell',
        'SegmentId': audience,
        'TemplateConfiguration': template,
        'Schedule': {'StartTime': 'IMMEDIATE'},
    }
    made = pinpoint.create_campaign(ApplicationId=app, WriteCampaignRequest=request)['CampaignResponse']
    read = lambda: pinpoint.get_campaign(ApplicationId=app, CampaignId=made['Id'])['CampaignResponse']['State']
    until(read, lambda state: state['CampaignStatus'] == 'COMPLETED')
    runs = pinpoint.get_campaign_activities(ApplicationId=app, CampaignId=made['Id'])['ActivitiesResponse']['Item']
    assert [(run['TotalEndpointCount'], run['SuccessfulEndpointCount']) for run in runs] == [(20, 20)], runs
    assert mails(app, 'Premium Subscription') == 20
    kpi = pinpoint.get_campaign_date_range_kpi(
        ApplicationId=app, CampaignId=made['Id'], KpiName='unique-deliveries'
    )['CampaignDateRangeKpiResponse']['KpiResult']['Rows']
    assert kpi == [{'Values': [{'Key': 'UniqueDeliveries', 'Type': 'Double', 'Value': '20.0'}]}], kpi


def journey(app, renewal, high_value):
    opened = {'EventCondition': {'MessageActivity': 'offer30', 'Dimensions': {'EventType': {'DimensionType': 'INCLUSIVE', 'Values': ['_email.open']}}}}
    request = {
        'Name': 'Renewal',
        'State': 'ACTIVE',
        'StartActivity': 'split',
        'StartCondition': {'SegmentStartCondition': {'SegmentId': renewal}},
        'Limits': {'EndpointReentryCap': 1},
        'Activities': {
            'split': {
                'ConditionalSplit': {
                    'Condition': {'Operator': 'ALL', 'Conditions': [{'SegmentCondition': {'SegmentId': high_value}}]},
                    'TrueActivity': 'offer30',
                    'FalseActivity': 'offer10',
                }
            },
            'offer30': {'EMAIL': {'TemplateName': 'boto3_Renew_30_percent_off', 'NextActivity': 'opened'}},
            'opened': {
                'ConditionalSplit': {
                    'Condition': {'Operator': 'ALL', 'Conditions': [opened]},
                    'EvaluationWaitTime': {'WaitFor': 'P3D'},
                    'FalseActivity': 'reminder',
                }
            },
            'reminder': {'EMAIL': {'TemplateName': 'boto3_Renew_reminder_percent_off'}},
            'offer10': {'EMAIL': {'TemplateName': 'boto3_Renew_10_percent_off'}},
        },
    }
    made = pinpoint.create_journey(ApplicationId=app, WriteJourneyRequest=request)['JourneyResponse']
    assert made['State'] == 'ACTIVE', made
    advance('PT10M')
    assert (mails(app, '30% Off'), mails(app, '10% Off'), mails(app, 'forget to renew')) == (20, 20, 0)
    advance('P3D')
    assert mails(app, 'forget to renew') == 20
    metrics = pinpoint.get_journey_execution_metrics(ApplicationId=app, JourneyId=made['Id'])
    entered = metrics['JourneyExecutionMetricsResponse']['Metrics']['ENDPOINT_ENTERED']
    assert entered == '40', entered


def direct_and_events(app):
    sent = pinpoint.send_messages(
        ApplicationId=app,
        MessageRequest={
            'Addresses': {'success+direct@simulator.amazonses.com': {'ChannelType': 'EMAIL', 'Substitutions': {'name': ['Zoé']}}},
            'MessageConfiguration': {'EmailMessage': {'SimpleEmail': {'Subject': {'Data': 'Hello {{name}}'}, 'TextPart': {'Data': 'Hello'}}}},
        },
    )['MessageResponse']['Result']
    assert [result['DeliveryStatus'] for result in sent.values()] == ['SUCCESSFUL'], sent
    assert mails(app, 'Hello Zoé') == 1
    events = {'good': {'EventType': 'visit', 'Timestamp': '2026-11-01T00:00:00Z'}, 'bad': {'EventType': 'visit', 'Timestamp': 'never'}}
    answer = pinpoint.put_events(ApplicationId=app, EventsRequest={'BatchItem': {'c1': {'Endpoint': {}, 'Events': events}}})
    codes = {key: item['StatusCode'] for key, item in answer['EventsResponse']['Results']['c1']['EventsItemResponse'].items()}
    assert codes == {'good': 202, 'bad': 400}, codes


def command_line(app):
    """The AWS CLI beside this Python reads what boto3 made."""
    command = [str(Path(sys.executable).with_name('aws')), '--endpoint-url', ENDPOINT, 'pinpoint']
    environment = {**os.environ, 'AWS_ACCESS_KEY_ID': KEY, 'AWS_SECRET_ACCESS_KEY': SECRET, 'AWS_DEFAULT_REGION': 'us-east-1'}

    def aws(*words):
        return json.loads(subprocess.run([*command, *words], env=environment, check=True, capture_output=True).stdout)

    journeys = aws('list-journeys', '--application-id', app)['JourneysResponse']['Item']
    assert [item['Name'] for item in journeys] == ['Renewal'], journeys
    listed = aws('list-templates', '--prefix', 'boto3_', '--template-type', 'EMAIL')['TemplatesResponse']['Item']
    assert len(listed) == 4, listed
    endpoint = aws('get-endpoint', '--application-id', app, '--endpoint-id', 'c1')['EndpointResponse']
    assert endpoint['User']['UserAttributes']['FirstName'] == ['Ana 1'], endpoint


def main():
    app = pinpoint.create_app(CreateApplicationRequest={'Name': 'boto3'})['ApplicationResponse']['Id']
    channel = {'FromAddress': 'team@example.com', 'Identity': 'arn:aws:ses:us-east-1:000000000000:identity/example.com', 'Enabled': True}
    pinpoint.update_email_channel(ApplicationId=app, EmailChannelRequest=channel)
    import_customers(app)
    upsell = segment(app, 'upsell', Stage='Upsell')
    renewal = segment(app, 'renewal', Stage='Renewal')
    high_value = segment(app, 'high value', CLVTier='High')
    templates()
    campaign(app, upsell)
    journey(app, renewal, high_value)
    direct_and_events(app)
    command_line(app)
    print('boto3 and the AWS CLI have walked the guide')


main()
