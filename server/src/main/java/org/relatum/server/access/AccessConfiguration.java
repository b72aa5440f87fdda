package org.relatum.server.access;

import jakarta.servlet.DispatcherType;
import java.nio.file.Path;
import java.time.InstantSource;
import org.apache.catalina.core.StandardHost;
import org.relatum.command.access.AccessJournal;
import org.relatum.command.rest.Permissions;
import org.relatum.events.deployment.Deployment;
import org.relatum.events.deployment.NodeRole;
import org.relatum.projection.engine.CustomerSearch;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.firewall.StrictHttpFirewall;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * The doors of the service. Callers send a key or a token with each request and get no cookie and no session, so that no other site
 * can make a browser send what it does not have: protection against cross-site request forgery has nothing to protect.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AccessSettings.class)
public class AccessConfiguration {

    @Bean
    @DependsOnDatabaseInitialization
    ApiKeys apiKeys(JdbcTemplate jdbc, @Value("${relatum.data-dir}") Path dataDirectory, Deployment deployment) {
        ApiKeys keys = new ApiKeys(jdbc, InstantSource.system());
        // Other nodes may lose their directory with each start, and would make a key that nobody knows each time.
        if (deployment.runs(NodeRole.COMMAND)) {
            AdminKey.require(keys, dataDirectory);
        }
        return keys;
    }

    @Bean
    Permissions permissions(CustomerSearch customers) {
        return new TablePermissions(customers);
    }

    @Bean
    KeyController keyController(ApiKeys keys, AccessJournal journal) {
        return new KeyController(keys, journal);
    }

    @Bean
    OpenApiCustomizer accessInOpenApi() {
        return new OpenApiOfAccess();
    }

    @Bean
    DoorFilter doorFilter(
            ApiKeys keys, ObjectProvider<JwtDecoder> tokens, AccessSettings settings, AccessJournal journal) {
        return new DoorFilter(new Authenticator(keys, tokens.getIfAvailable(), settings), new RateLimits(), journal);
    }

    /** It belongs into the chain of doors only. */
    @Bean
    FilterRegistrationBean<DoorFilter> notByItself(DoorFilter filter) {
        FilterRegistrationBean<DoorFilter> registration = new FilterRegistrationBean<>(filter);
        registration.setEnabled(false);
        return registration;
    }

    @Bean
    SecurityFilterChain doors(HttpSecurity http, DoorFilter filter) throws Exception {
        return http.csrf(AbstractHttpConfigurer::disable)
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .headers(headers -> headers.contentSecurityPolicy(
                                policy -> policy.policyDirectives("default-src 'none'; frame-ancestors 'none'"))
                        .referrerPolicy(policy -> policy.policy(ReferrerPolicy.NO_REFERRER)))
                .addFilterBefore(filter, AnonymousAuthenticationFilter.class)
                .authorizeHttpRequests(requests -> requests
                        // Whoever gets there was let in before.
                        .dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR, DispatcherType.FORWARD)
                        .permitAll()
                        .anyRequest()
                        .access((caller, context) -> new AuthorizationDecision(Doors.open(context.getRequest()))))
                .exceptionHandling(
                        refusals -> refusals.authenticationEntryPoint((request, response, e) -> AccessProblem.respond(
                                        response,
                                        AccessCode.UNAUTHENTICATED,
                                        "Send Authorization: Bearer with a key of this service"))
                                .accessDeniedHandler((request, response, e) ->
                                        AccessProblem.respond(response, AccessCode.FORBIDDEN, Doors.reason(request))))
                .build();
    }

    /**
     * Addresses that could be read in two ways are refused. What stands percent-encoded in a segment is the name of something, of
     * an order for instance, and may be anything; texts in headers are checked where they are used.
     */
    @Bean
    StrictHttpFirewall firewall() {
        StrictHttpFirewall firewall = new StrictHttpFirewall();
        firewall.setAllowUrlEncodedSlash(true);
        firewall.setAllowUrlEncodedDoubleSlash(true);
        firewall.setAllowUrlEncodedPercent(true);
        firewall.setAllowUrlEncodedPeriod(true);
        firewall.setAllowUrlEncodedLineFeed(true);
        firewall.setAllowUrlEncodedCarriageReturn(true);
        firewall.setAllowUrlEncodedLineSeparator(true);
        firewall.setAllowUrlEncodedParagraphSeparator(true);
        firewall.setAllowBackSlash(true);
        firewall.setAllowNull(true);
        firewall.setAllowSemicolon(true);
        firewall.setUnsafeAllowAnyHttpMethod(true);
        firewall.setAllowedHeaderValues(value -> true);
        firewall.setAllowedParameterNames(name -> true);
        firewall.setAllowedParameterValues(value -> true);
        return firewall;
    }

    /** What Tomcat and the firewall refuse is answered as problems, too. */
    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> problems() {
        return tomcat -> tomcat.addContextCustomizers(context -> {
            if (context.getParent() instanceof StandardHost host) {
                host.setErrorReportValveClass(ProblemValve.class.getName());
            }
        });
    }

    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    WebMvcConfigurer innerDoor(ObjectProvider<Permissions> permissions, Deployment deployment) {
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(new ReachInterceptor(permissions.getObject(), deployment));
            }
        };
    }
}
