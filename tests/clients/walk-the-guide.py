"""Walks the POC guide against a running stage with one of AWS's own clients: `walk-the-guide.py boto3` or `… cli`.

`npm run test:clients` starts the stage and walks with both. Every step asserts what the guide promises; the last line
says so. What is no operation of Pinpoint's (a file for an import, the mailbox, the clock, a reader who opens a message)
is asked of the stage by plain HTTP.
"""

import json
import re
import sys
import time
import urllib.parse
import urllib.request
from pathlib import Path

from aws_clients import ENDPOINT, KEY, SECRET, Boto3, CommandLine, Refused

ROOT = Path(__file__).resolve().parents[2]
CUSTOMERS = 60
UPSELL = 20  # of them; the other 40 are due for renewal, half of those of high value
OPENED = 5
client = {'boto3': Boto3, 'cli': CommandLine}[sys.argv[1]]()
call = client.call


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
    query = urllib.parse.urlencode({'app': app, 'limit': 100, 'subject': subject})
    found = http('GET', f'/local/mailbox?{query}')
    assert len(found['items']) == found['total'], found['total']
    return found['items']


def import_customers(app):
    """60 customers from a CSV, which become endpoints and a segment."""
    attributes = ['FirstName', 'Stage', 'CLVTier']
    rows = ['ChannelType,Id,Address,User.UserId,' + ','.join(f'User.UserAttributes.{name}' for name in attributes)]
    for number in range(CUSTOMERS):
        stage = 'Renewal' if number % 3 else 'Upsell'
        tier = 'High' if number % 2 else 'Low'
        rows.append(f'EMAIL,c{number},success+c{number}@simulator.amazonses.com,u{number},Ana {number},{stage},{tier}')
    job = call(
        'create_import_job',
        ApplicationId=app,
        ImportJobRequest={
            'Format': 'CSV',
            'S3Url': http('PUT', f'/imports/{client.name}.csv', '\n'.join(rows), 'text/csv')['s3Url'],
            'RoleArn': 'arn:aws:iam::000000000000:role/any',
            'RegisterEndpoints': True,
            'DefineSegment': True,
            'SegmentName': 'customers',
        },
    )['ImportJobResponse']
    read = lambda: call('get_import_job', ApplicationId=app, JobId=job['Id'])['ImportJobResponse']
    done = until(read, lambda found: found['JobStatus'] in ('COMPLETED', 'FAILED'))
    assert (done['JobStatus'], done['TotalProcessed'], done['FailedPieces']) == ('COMPLETED', CUSTOMERS, 0), done
    imported = call('get_segment', ApplicationId=app, SegmentId=done['Definition']['SegmentId'])['SegmentResponse']
    assert (imported['Name'], imported['SegmentType']) == ('customers', 'IMPORT'), imported
    assert imported['ImportDefinition']['Size'] == CUSTOMERS, imported
    endpoint = call('get_endpoint', ApplicationId=app, EndpointId='c1')['EndpointResponse']
    assert endpoint['User']['UserAttributes'] == {'FirstName': ['Ana 1'], 'Stage': ['Renewal'], 'CLVTier': ['High']}


def segment(app, name, **attributes):
    dimensions = {key: {'AttributeType': 'INCLUSIVE', 'Values': [value]} for key, value in attributes.items()}
    request = {'Name': name, 'Dimensions': {'UserAttributes': dimensions}}
    made = call('create_segment', ApplicationId=app, WriteSegmentRequest=request)['SegmentResponse']
    assert call('get_segment', ApplicationId=app, SegmentId=made['Id'])['SegmentResponse'] == made
    return made['Id']


def size(app, segment_id):
    return http('GET', f'/segments/{segment_id}/count?app={app}')['count']


def templates():
    names = []
    for folder in sorted(path for path in (ROOT / 'templates').iterdir() if path.is_dir()):
        meta = json.loads((folder / 'template.json').read_text())
        parts = {'HtmlPart': (folder / 'body.html').read_text(), 'TextPart': (folder / 'body.txt').read_text()}
        names.append(f'{client.name}_{folder.name}')
        made = call('create_email_template', TemplateName=names[-1], EmailTemplateRequest={**meta, **parts})
        assert made['CreateTemplateMessageBody']['Arn'].endswith(f'templates/{names[-1]}/EMAIL'), made
        read = call('get_email_template', TemplateName=names[-1])['EmailTemplateResponse']
        assert {key: read[key] for key in parts} == parts, read
    try:
        call('create_email_template', TemplateName='bad', EmailTemplateRequest={'Subject': '{{nope 1}}'})
    except Refused as error:
        assert 'BadRequestException' in str(error) and 'there is no helper nope' in str(error), error
    else:
        raise AssertionError('an unknown helper was taken')
    listed = call('list_templates', Prefix=f'{client.name}_', TemplateType='EMAIL')['TemplatesResponse']['Item']
    assert sorted(item['TemplateName'] for item in listed) == names, listed


def value(answer):
    """The one number of a KPI's answer."""
    (row,) = answer['KpiResult']['Rows']
    (found,) = row['Values']
    return float(found['Value'])


def campaign(app, audience):
    request = {
        'Name': 'Upsell',
        'SegmentId': audience,
        'TemplateConfiguration': {'EmailTemplate': {'Name': f'{client.name}_UPL_Upsell'}},
        'Schedule': {'StartTime': 'IMMEDIATE'},
    }
    made = call('create_campaign', ApplicationId=app, WriteCampaignRequest=request)['CampaignResponse']
    ids = {'ApplicationId': app, 'CampaignId': made['Id']}
    read = lambda: call('get_campaign', **ids)['CampaignResponse']['State']
    until(read, lambda state: state['CampaignStatus'] == 'COMPLETED')
    runs = call('get_campaign_activities', **ids)['ActivitiesResponse']['Item']
    assert [(run['TotalEndpointCount'], run['SuccessfulEndpointCount']) for run in runs] == [(UPSELL, UPSELL)], runs
    assert len({mail['to'] for mail in mails(app, 'Premium Subscription')}) == UPSELL
    kpi = lambda name: value(
        call('get_campaign_date_range_kpi', KpiName=name, **ids)['CampaignDateRangeKpiResponse']
    )
    assert (kpi('unique-deliveries'), kpi('successful-delivery-rate'), kpi('email-open-rate')) == (UPSELL, 1, 0)
    answer = call('get_application_date_range_kpi', ApplicationId=app, KpiName='unique-deliveries')
    assert value(answer['ApplicationDateRangeKpiResponse']) == UPSELL, answer


def open_mail(mail):
    """As a mail client that shows pictures."""
    pixel = re.search(r'<img src="([^"]+/t/o/[^"]+)"', mail['html'])
    with urllib.request.urlopen(pixel[1]) as answer:
        assert answer.headers['content-type'] == 'image/gif'


def journey(app, renewal, high_value):
    event = {'EventType': {'DimensionType': 'INCLUSIVE', 'Values': ['_email.open']}}
    opened = {'EventCondition': {'MessageActivity': 'offer30', 'Dimensions': event}}
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
            'offer30': {'EMAIL': {'TemplateName': f'{client.name}_Renew_30_percent_off', 'NextActivity': 'opened'}},
            'opened': {
                'ConditionalSplit': {
                    'Condition': {'Operator': 'ALL', 'Conditions': [opened]},
                    'EvaluationWaitTime': {'WaitFor': 'P3D'},
                    'FalseActivity': 'reminder',
                }
            },
            'reminder': {'EMAIL': {'TemplateName': f'{client.name}_Renew_reminder_percent_off'}},
            'offer10': {'EMAIL': {'TemplateName': f'{client.name}_Renew_10_percent_off'}},
        },
    }
    made = call('create_journey', ApplicationId=app, WriteJourneyRequest=request)['JourneyResponse']
    assert made['State'] == 'ACTIVE', made
    advance('PT10M')
    offered = mails(app, '30% Off')
    assert [len(offered), *(len(mails(app, subject)) for subject in ('10% Off', 'forget to renew'))] == [20, 20, 0]
    readers = offered[:OPENED]
    for mail in readers:
        open_mail(mail)
    advance('P3D')
    reminded = {mail['to'] for mail in mails(app, 'forget to renew')}
    assert reminded == {mail['to'] for mail in offered} - {mail['to'] for mail in readers}, reminded
    ids = {'ApplicationId': app, 'JourneyId': made['Id']}
    metrics = call('get_journey_execution_metrics', **ids)['JourneyExecutionMetricsResponse']['Metrics']
    assert (metrics['ENDPOINT_ENTERED'], metrics['ENDPOINT_ACTIVE']) == ('40', '0'), metrics
    split = call('get_journey_execution_activity_metrics', JourneyActivityId='split', **ids)
    ways = split['JourneyExecutionActivityMetricsResponse']['Metrics']
    assert (ways['Branch_TRUE'], ways['Branch_FALSE']) == ('20', '20'), ways
    kpi = lambda name: value(call('get_journey_date_range_kpi', KpiName=name, **ids)['JourneyDateRangeKpiResponse'])
    assert (kpi('journey-emails-sent'), kpi('journey-emails-opened')) == (40 + 20 - OPENED, OPENED)
    listed = call('list_journeys', ApplicationId=app)['JourneysResponse']['Item']
    assert [(item['Id'], item['Name']) for item in listed] == [(made['Id'], 'Renewal')], listed


def direct_and_events(app):
    email = {'SimpleEmail': {'Subject': {'Data': 'Hello {{name}}'}, 'TextPart': {'Data': 'Hello'}}}
    address = {'ChannelType': 'EMAIL', 'Substitutions': {'name': ['Zoé']}}
    sent = call(
        'send_messages',
        ApplicationId=app,
        MessageRequest={
            'Addresses': {'success+direct@simulator.amazonses.com': address},
            'MessageConfiguration': {'EmailMessage': email},
        },
    )['MessageResponse']['Result']
    assert [result['DeliveryStatus'] for result in sent.values()] == ['SUCCESSFUL'], sent
    assert len(mails(app, 'Hello Zoé')) == 1
    visit = {'EventType': 'visit'}
    events = {'good': {**visit, 'Timestamp': '2026-11-01T00:00:00Z'}, 'bad': {**visit, 'Timestamp': 'never'}}
    batch = {'c1': {'Endpoint': {}, 'Events': events}}
    answer = call('put_events', ApplicationId=app, EventsRequest={'BatchItem': batch})
    items = answer['EventsResponse']['Results']['c1']['EventsItemResponse']
    assert {key: item['StatusCode'] for key, item in items.items()} == {'good': 202, 'bad': 400}, items


def main():
    app = call('create_app', CreateApplicationRequest={'Name': client.name})['ApplicationResponse']['Id']
    identity = 'arn:aws:ses:us-east-1:000000000000:identity/example.com'
    channel = {'FromAddress': 'team@example.com', 'Identity': identity, 'Enabled': True}
    call('update_email_channel', ApplicationId=app, EmailChannelRequest=channel)
    import_customers(app)
    upsell = segment(app, 'upsell', Stage='Upsell')
    renewal = segment(app, 'renewal', Stage='Renewal')
    high_value = segment(app, 'high value', CLVTier='High')
    assert [size(app, found) for found in (upsell, renewal, high_value)] == [UPSELL, 40, 30]
    templates()
    campaign(app, upsell)
    journey(app, renewal, high_value)
    direct_and_events(app)
    print(f'{client.name} has walked the guide')


main()
