// Pictures of parts of a report, as they stand in the README:
//   node plots/report/picture.mjs FOLDER_WITH_NODE_MODULES REPORT.html SELECTOR PICTURE.png [WIDTH]
import {createRequire} from 'node:module';
import {join, resolve} from 'node:path';

const [packages, report, selector, picture, width = '1100'] = process.argv.slice(2);
if (!picture) {
  console.error('usage: node picture.mjs FOLDER_WITH_NODE_MODULES REPORT.html SELECTOR PICTURE.png [WIDTH]');
  process.exit(2);
}
const {chromium} = createRequire(join(resolve(packages), 'package.json'))('playwright-core');
const browser = await chromium.launch({executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu']});
const page = await browser.newPage({viewport: {width: Number(width), height: 900}});
await page.goto(`file://${resolve(report)}`);
await page.waitForFunction(() => document.body.dataset.ready === 'yes');
await page.addStyleTag({content: 'header { position: static !important } section { border: 0 !important }'});
await page.locator(selector).first().screenshot({path: picture});
await browser.close();
