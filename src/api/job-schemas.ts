import type { DescribedJob } from '../core/jobs/describe-job.ts';
import type { ExportFile, ExportFiles } from '../core/jobs/export-files.ts';
import type { ImportColumn } from '../core/jobs/import-columns.ts';
import type { ImportPreview, PreviewRow } from '../core/jobs/preview-import.ts';
import {
  extended,
  flag,
  instant,
  list,
  named,
  object,
  oneOf,
  pageOf,
  said,
  text,
  whole,
} from './json-schema.ts';
import { REQUIRED_APP } from './parameters.ts';
import type { RouteParameter } from './route.ts';
import { UPLOAD_TARGET } from './upload-schemas.ts';

export const KEPT_IMPORT = object({ s3Url: said(text, 'the S3Url to give to an import job') });
export const IMPORT_TARGET = named('ImportTarget', extended(UPLOAD_TARGET, KEPT_IMPORT));

export const PREVIEW_PARAMETERS: readonly RouteParameter[] = [
  REQUIRED_APP,
  { name: 'format', description: 'how the file is written', schema: oneOf(['CSV', 'JSON']), required: true },
  { name: 'name', description: 'of the file, for messages', schema: text },
  {
    name: 'registerEndpoints',
    description: 'whether the endpoints are to be stored',
    schema: { ...flag, default: true },
  },
  {
    name: 'defineSegment',
    description: 'whether a segment is to be made of them',
    schema: { ...flag, default: true },
  },
];

export const IMPORT_PREVIEW = named(
  'ImportPreview',
  object<ImportPreview>({
    columns: said(list(text), 'members that the first rows give, as a CSV header has them'),
    rows: said(
      list(
        object<PreviewRow>(
          {
            line: said(whole, 'of the file, from 1'),
            values: said(list(text), 'one for each column'),
            text: said(text, 'the line as it stands, where it cannot be cut into members'),
            refused: said(text, 'why it would not be taken'),
          },
          ['text', 'refused'],
        ),
      ),
      'the first rows',
    ),
    checked: said(whole, 'rows that were looked at'),
    refused: said(whole, 'those of them that would not be taken'),
    refusals: said(list(object({ line: whole, reason: text })), 'the first of them'),
  }),
);

export const IMPORT_FORMAT = named(
  'ImportFormat',
  object({
    columns: list(
      named(
        'ImportColumn',
        object<ImportColumn>(
          {
            name: said(text, 'with {name} where you choose the last part'),
            type: oneOf(['text', 'number']),
            repeats: said(flag, 'may stand there several times, each with one more value'),
            about: text,
          },
          ['repeats'],
        ),
      ),
    ),
    limitBytes: said(whole, 'of the files of one import'),
  }),
);

const job = object<DescribedJob>(
  {
    jobId: text,
    applicationId: text,
    type: oneOf(['import', 'export']),
    state: oneOf(['RUNNING', 'SUCCEEDED', 'FAILED']),
    status: oneOf([
      'CREATED',
      'PREPARING_FOR_INITIALIZATION',
      'INITIALIZING',
      'PROCESSING',
      'COMPLETING',
      'COMPLETED',
      'FAILED',
    ]),
    name: said(text, 'of the file, or of the folder where there are several'),
    place: said(text, 's3://…: where an import reads and an export writes'),
    format: oneOf(['CSV', 'JSON']),
    registerEndpoints: said(flag, 'whether an import stores endpoints'),
    defineSegment: said(flag, 'whether an import makes a segment of them'),
    segmentId: said(text, 'that an import makes or adds to, or that an export writes'),
    segmentName: said(text, 'as an import was told to call it'),
    segmentVersion: said(whole, 'that an export writes'),
    startedBy: said(object({ keyId: text, name: text }, ['name']), 'the access key that asked'),
    createdAt: instant,
    completedAt: instant,
    pieces: object({ total: whole, completed: whole, failed: whole }),
    processed: said(whole, 'records that were looked at'),
    rejected: said(whole, 'records that were not taken'),
    faults: said(
      list(text),
      'why files as a whole could not be used, or the job could not go on; empty for a key without report-admin',
    ),
  },
  [
    'format',
    'registerEndpoints',
    'defineSegment',
    'segmentId',
    'segmentName',
    'segmentVersion',
    'startedBy',
    'completedAt',
  ],
);
export const JOB = named('Job', job);
export const JOBS = named('Jobs', pageOf(JOB));

export const EXPORT_FILES = named(
  'ExportFiles',
  object<ExportFiles>({
    place: said(text, 'what the keys of its files begin with: s3://…'),
    isGiven: said(flag, 'whether the stage gives them out; if not they are fetched from the place'),
    items: list(
      named(
        'ExportFile',
        object<ExportFile>(
          {
            name: said(text, 'as it is called when it is downloaded; one endpoint a line, as JSON'),
            size: said(whole, 'bytes, compressed'),
            url: said(text, 'a URL of the bucket, used without the stage’s key; or a path of the stage'),
            expiresAt: said(instant, 'of a URL of the bucket'),
          },
          ['expiresAt'],
        ),
      ),
    ),
  }),
);
