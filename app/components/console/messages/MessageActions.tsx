import { ConfirmButton } from "../../forms/buttons";
import { FormFields } from "../../forms/context";
import { SelectField, TextAreaField } from "../../forms/fields";
import type { MessagePageProps } from "./types";

/** Replay, route, discard: each says first what it starts. */
export function MessageActions({ can, connections, nonce, errors, defaultValues = {}, problem }: MessagePageProps) {
  return (
    <FormFields errors={errors} defaultValues={defaultValues} scope="header">
      {can.discard ? (
        <ConfirmButton
          label="Discard"
          title="Discard this message?"
          intent="discard"
          nonce={nonce}
          variant="subtle"
          color="gray"
          size="sm"
          danger
          inputs={<TextAreaField name="reason" label="Reason" help="It stays on record." rows={3} />}
        >
          It will not be delivered. The original is kept and its audit trail with it.
        </ConfirmButton>
      ) : null}
      {can.replay ? (
        <ConfirmButton
          label="Replay"
          title="Replay this message?"
          intent="replay"
          nonce={nonce}
          variant={problem && !can.route ? "filled" : "default"}
          size="sm"
          inputs={<TextAreaField name="reason" label="Reason" optional rows={2} />}
        >
          The original goes through today's configuration and is delivered if it is valid. A delivered message is
          delivered once more.
        </ConfirmButton>
      ) : null}
      {can.route ? (
        <ConfirmButton
          label="Route to a connection"
          title="Where does it belong?"
          intent="route"
          nonce={nonce}
          size="sm"
          inputs={
            <>
              <SelectField
                name="connectionId"
                label="Connection"
                options={[
                  { value: "", label: "Choose a connection" },
                  ...connections.map((each) => ({ value: each.id, label: each.name })),
                ]}
              />
              <TextAreaField name="reason" label="Reason" optional rows={2} />
            </>
          }
        >
          It is mapped and delivered as this connection's. Who chose it stays on record.
        </ConfirmButton>
      ) : null}
    </FormFields>
  );
}
