import { describe, expect, it } from "vitest";
import { mayConnect, vettedAddress } from "~/engine/transports/network/vetted-address";
import { TransportError } from "~/engine/transports/transport-error";

const failureOf = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error,
  );

describe("an address", () => {
  it.each([
    "127.0.0.1",
    "127.9.9.9",
    "10.1.2.3",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fd00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:a9fe:a9fe",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
  ])("of an internal network is not called: %s", (address) => {
    expect(mayConnect(address)).toBe(false);
  });

  it.each(["8.8.8.8", "172.32.0.1", "100.128.0.1", "2606:4700::1111", "::ffff:8.8.8.8"])(
    "may be public: %s",
    (address) => {
      expect(mayConnect(address)).toBe(true);
    },
  );

  it("of a network the admin allows may be called, and no other", () => {
    expect(mayConnect("10.20.3.4", ["10.20.0.0/16"])).toBe(true);
    expect(mayConnect("10.21.3.4", ["10.20.0.0/16"])).toBe(false);
    expect(mayConnect("::ffff:10.20.3.4", ["10.20.0.0/16"])).toBe(true);
    expect(mayConnect("::1", ["::1"])).toBe(true);
  });

  it("is never made of something else", () => {
    expect(mayConnect("localhost")).toBe(false);
    expect(() => mayConnect("10.0.0.1", ["10.0.0.0/33"])).toThrow("10.0.0.0/33");
  });
});

describe("a name", () => {
  it.each(["localhost", "127.1", "0x7f.1", "2130706433", "[::1]"])("that leads inside is refused: %s", async (host) => {
    expect(await failureOf(vettedAddress(host))).toBeInstanceOf(TransportError);
  });

  it("that leads inside is called where the admin allows it", async () => {
    expect(["127.0.0.1", "::1"]).toContain(await vettedAddress("localhost", ["127.0.0.0/8", "::1"]));
  });

  it("says that it was the address, with the next step", async () => {
    expect(await failureOf(vettedAddress("127.0.0.1"))).toMatchObject({
      failure: "permanent",
      code: "address-refused",
      message: expect.stringContaining("administrator can allow"),
    });
  });
});
