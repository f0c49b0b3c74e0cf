import { type Command, readArguments } from './command.ts';
import { count, tableLines } from './format.ts';

interface Application {
  readonly Id: string;
  readonly Name: string;
}

interface SegmentSize {
  readonly id: string;
  readonly name: string;
  readonly size?: number;
  readonly type: string;
}

/** Lists segments with their sizes. */
export const segments: Command = {
  name: 'segments',
  summary: 'list segments and how many endpoints each holds now',
  usage: 'touchpoint segments [--app ID]',
  async run({ args, terminal, stage }) {
    const { values } = readArguments(args, { app: { type: 'string' } }, { least: 0, most: 0 });
    const client = await stage();
    const { Item: all } = await client.call<{ Item: Application[] }>('/v1/apps', {
      query: { 'page-size': '100' },
    });
    const shown = all.filter(({ Id }) => values.app === undefined || Id === values.app);
    const known = values.app === undefined || shown.length > 0;
    for (const app of known ? shown : [{ Id: values.app as string, Name: '' }]) {
      const { items } = await client.call<{ items: SegmentSize[] }>('/segments', { query: { app: app.Id } });
      terminal.line(`${terminal.paint('bold', app.Name)} ${terminal.paint('dim', app.Id)}`);
      const rows = items.map(({ id, name, size, type }) => [name, count(size), type, id]);
      const columns = [
        { title: 'SEGMENT' },
        { title: 'SIZE', align: 'right' as const },
        { title: 'TYPE' },
        { title: 'ID' },
      ];
      for (const line of tableLines(columns, rows)) terminal.line(`  ${line}`);
      terminal.line();
    }
    if (shown.length === 0 && known) terminal.line('There is no application yet; try `touchpoint seed`.');
  },
};
