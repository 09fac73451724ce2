import { describe, expect, test } from "vitest";
import { savedAs } from "~/app/server/saved-as.server";
import { checkFiles, mostFileBytes } from "~/workflows/attachments/check";
import { kindOf } from "~/workflows/attachments/kind";
import { safeName } from "~/workflows/attachments/name";

/** A ZIP with empty entries of these names, as its central directory tells. */
function zipOf(...names: string[]): Buffer {
  const entries = names.map((name) => {
    const head = Buffer.alloc(46);
    head.writeUInt32LE(0x02014b50, 0);
    head.writeUInt16LE(Buffer.byteLength(name), 28);
    return Buffer.concat([head, Buffer.from(name)]);
  });
  const local = Buffer.concat([Buffer.from("PK\x03\x04"), Buffer.alloc(26)]);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, ...entries, end]);
}
const extension = (content: Buffer | string) => kindOf(Buffer.from(content as string))?.extension;

describe("the kind of a file is told by its content", () => {
  test.each([
    ["pdf", Buffer.from("%PDF-1.7\n…")],
    ["png", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0])],
    ["jpg", Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0])],
    ["xlsx", zipOf("[Content_Types].xml", "xl/workbook.xml")],
    ["docx", zipOf("word/document.xml", "[Content_Types].xml")],
    ["hl7", Buffer.from("MSH|^~\\&|EMR|SITE\rPID|1\r")],
    ["hl7", Buffer.from("\x0bMSH|^~\\&|EMR|SITE\rPID|1\r\x1c\r")],
    ["csv", Buffer.from("\ufeffcode;name\nTSH;Thyrotropin\n")],
    ["txt", Buffer.from("Orders go to the folder /out.\nResults come from /in, as one file each.")],
    ["txt", Buffer.from("Orders, one each.\nResults, many in one.")],
    ["txt", Buffer.from("Gr\u00fc\u00dfe aus der Praxis", "latin1")],
  ])("%s", (kind, content) => {
    expect(extension(content)).toBe(kind);
  });

  test.each([
    ["a ZIP", zipOf("notes.txt")],
    ["a workbook with macros", zipOf("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin")],
    ["a ZIP whose directory is cut off", zipOf("[Content_Types].xml", "xl/workbook.xml").subarray(0, 60)],
    ["a program", Buffer.from("MZ\x90\x00\x03\x00")],
    ["a web page", Buffer.from("\n<!doctype html><script>alert(1)</script>")],
    ["a drawing", Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')],
    ["a PDF behind something else", Buffer.from("\x00\x00%PDF-1.7")],
    ["blank lines", Buffer.from(" \n\t")],
    ["nothing", Buffer.alloc(0)],
  ])("%s is not taken", (_what, content) => {
    expect(extension(content)).toBeUndefined();
  });
});

describe("a name is made harmless", () => {
  test.each([
    ["../../etc/passwd", "passwd"],
    ["C:\\Users\\dana\\guide.pdf", "guide.pdf"],
    ["invoice\u202efdp.exe", "invoicefdp.exe"],
    ["a\u0000b\r\nSet-Cookie: x.pdf", "abSet-Cookie_ x.pdf"],
    ["...hidden.", "hidden"],
    ["\u200b", "document"],
    ["", "document"],
    ["Führung zum Anschluß.pdf", "Führung zum Anschluß.pdf"],
  ])("%j becomes %j", (sent, name) => {
    expect(safeName(sent)).toBe(name);
  });

  test("it ends with what it is, and is not too long", () => {
    expect(safeName("guide.pdf.exe", "pdf")).toBe("guide.pdf.exe.pdf");
    expect(safeName("photo.JPEG", "jpg")).toBe("photo.JPEG");
    expect(safeName("codes.csv", "txt")).toBe("codes.csv");
    const long = safeName(`${"ü".repeat(300)}.pdf`, "pdf");
    expect([...long]).toHaveLength(100);
    expect(long.endsWith(".pdf")).toBe(true);
  });

  test("it cannot leave its header", () => {
    expect(savedAs("guide 5.2.pdf")).toBe('attachment; filename="guide 5.2.pdf"');
    expect(savedAs('a"; x=ü😀.pdf')).toBe(
      "attachment; filename=\"a__ x_u__.pdf\"; filename*=UTF-8''a%22%3B%20x%3D%C3%BC%F0%9F%98%80.pdf",
    );
    expect(savedAs("it's (1)*.pdf")).toContain("filename*=UTF-8''it%27s%20%281%29%2A.pdf");
  });
});

test("each file that is refused is named with the reason, and the others are kept", () => {
  const pdf = Buffer.from("%PDF-1.7");
  const { good, problems } = checkFiles([
    { name: "guide.pdf", content: pdf },
    { name: "all.zip", content: zipOf("x") },
    { name: "big.pdf", content: Buffer.concat([pdf, Buffer.alloc(mostFileBytes)]) },
    { name: "empty.txt", content: Buffer.alloc(0) },
    { name: "whole.pdf", content: Buffer.concat([pdf, Buffer.alloc(mostFileBytes - pdf.length)]) },
  ]);
  expect(good.map(({ name, mediaType, size }) => [name, mediaType, size])).toEqual([
    ["guide.pdf", "application/pdf", 8],
    ["whole.pdf", "application/pdf", mostFileBytes],
  ]);
  expect(problems).toEqual([
    "all.zip is none of the kinds we can take: PDF, PNG, JPEG, text, CSV, HL7, XLSX or DOCX.",
    "big.pdf is larger than 10 MB.",
    "empty.txt is empty.",
  ]);
});
