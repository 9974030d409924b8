"""Media types of this API that Schemathesis does not know."""

import schemathesis

schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")
