package org.relatum.query.request;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/** An answer of lines, each a JSON document, sent while it is made. */
public final class JsonLines implements AutoCloseable {
    private final JsonMapper json;
    private final OutputStream out;

    public JsonLines(JsonMapper json, HttpServletResponse response) throws IOException {
        this.json = json;
        response.setContentType(MediaType.APPLICATION_NDJSON_VALUE);
        this.out = response.getOutputStream();
    }

    /** Writes one line; throws when the client is gone. */
    public void write(Object line) throws IOException {
        out.write(json.writeValueAsBytes(line));
        out.write('\n');
    }

    /** Sends what was written. */
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.flush();
    }
}
