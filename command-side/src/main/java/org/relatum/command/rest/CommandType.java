package org.relatum.command.rest;

import static org.relatum.command.language.RefusalCode.ALREADY_ANSWERED;
import static org.relatum.command.language.RefusalCode.ALREADY_ENROLLED;
import static org.relatum.command.language.RefusalCode.ALREADY_QUALIFIED;
import static org.relatum.command.language.RefusalCode.ARTICLE_NOT_FOUND;
import static org.relatum.command.language.RefusalCode.ARTICLE_WITHDRAWN;
import static org.relatum.command.language.RefusalCode.CARE_ALREADY_ENDED;
import static org.relatum.command.language.RefusalCode.CARE_ALREADY_PLANNED;
import static org.relatum.command.language.RefusalCode.CARE_NOT_FOUND;
import static org.relatum.command.language.RefusalCode.CASE_ALREADY_OPENED;
import static org.relatum.command.language.RefusalCode.CASE_NOT_FOUND;
import static org.relatum.command.language.RefusalCode.COMMITMENT_ALREADY_ENDED;
import static org.relatum.command.language.RefusalCode.COMMITMENT_ALREADY_MADE;
import static org.relatum.command.language.RefusalCode.COMMITMENT_NOT_FOUND;
import static org.relatum.command.language.RefusalCode.CONSENT_MISSING;
import static org.relatum.command.language.RefusalCode.CONSENT_WITHDRAWN;
import static org.relatum.command.language.RefusalCode.CONTACT_POINT_ALREADY_RECORDED;
import static org.relatum.command.language.RefusalCode.CONTACT_POINT_NOT_FOUND;
import static org.relatum.command.language.RefusalCode.CONVERSION_RATE_REQUIRED;
import static org.relatum.command.language.RefusalCode.CUSTOMER_CLOSED;
import static org.relatum.command.language.RefusalCode.CUSTOMER_ERASED;
import static org.relatum.command.language.RefusalCode.CUSTOMER_MERGED;
import static org.relatum.command.language.RefusalCode.CUSTOMER_NOT_CLOSED;
import static org.relatum.command.language.RefusalCode.CUSTOMER_NOT_FOUND;
import static org.relatum.command.language.RefusalCode.DEPARTMENT_ALREADY_REGISTERED;
import static org.relatum.command.language.RefusalCode.DUPLICATE_CLOSED;
import static org.relatum.command.language.RefusalCode.DUPLICATE_MERGED;
import static org.relatum.command.language.RefusalCode.DUPLICATE_NOT_FOUND;
import static org.relatum.command.language.RefusalCode.EXTERNAL_REFERENCE_TAKEN;
import static org.relatum.command.language.RefusalCode.ILLEGAL_CASE_MOVE;
import static org.relatum.command.language.RefusalCode.IMPROVEMENT_ALREADY_CLOSED;
import static org.relatum.command.language.RefusalCode.IMPROVEMENT_NOT_FOUND;
import static org.relatum.command.language.RefusalCode.INSUFFICIENT_POINTS;
import static org.relatum.command.language.RefusalCode.LEGAL_HOLD;
import static org.relatum.command.language.RefusalCode.LEGAL_HOLD_NOT_FOUND;
import static org.relatum.command.language.RefusalCode.LIMIT_REACHED;
import static org.relatum.command.language.RefusalCode.MEASURE_ALREADY_RECORDED;
import static org.relatum.command.language.RefusalCode.MERGE_WITH_ITSELF;
import static org.relatum.command.language.RefusalCode.NEED_ALREADY_CONFIRMED;
import static org.relatum.command.language.RefusalCode.NEED_ALREADY_IDENTIFIED;
import static org.relatum.command.language.RefusalCode.NEED_ALREADY_MET;
import static org.relatum.command.language.RefusalCode.NEED_NOT_FOUND;
import static org.relatum.command.language.RefusalCode.NOT_ENROLLED;
import static org.relatum.command.language.RefusalCode.NOT_MERGED;
import static org.relatum.command.language.RefusalCode.ORDER_ALREADY_RECORDED;
import static org.relatum.command.language.RefusalCode.ORDER_NOT_FOUND;
import static org.relatum.command.language.RefusalCode.OUT_OF_ORDER;
import static org.relatum.command.language.RefusalCode.PERIOD_NOT_OVER;
import static org.relatum.command.language.RefusalCode.PRICE_REQUIRED;
import static org.relatum.command.language.RefusalCode.PRODUCT_ALREADY_REGISTERED;
import static org.relatum.command.language.RefusalCode.PRODUCT_DISCONTINUED;
import static org.relatum.command.language.RefusalCode.PRODUCT_NOT_FOUND;
import static org.relatum.command.language.RefusalCode.REDEMPTION_ALREADY_RECORDED;
import static org.relatum.command.language.RefusalCode.REFERRAL_ALREADY_CONVERTED;
import static org.relatum.command.language.RefusalCode.REFERRAL_ALREADY_RECORDED;
import static org.relatum.command.language.RefusalCode.REFERRAL_NOT_FOUND;
import static org.relatum.command.language.RefusalCode.REFERRED_CUSTOMER_NOT_FOUND;
import static org.relatum.command.language.RefusalCode.RETURN_ALREADY_RECORDED;
import static org.relatum.command.language.RefusalCode.RETURN_EXCEEDS_ORDER;
import static org.relatum.command.language.RefusalCode.RISK_ALREADY_CLEARED;
import static org.relatum.command.language.RefusalCode.RISK_ALREADY_RAISED;
import static org.relatum.command.language.RefusalCode.RISK_NOT_FOUND;
import static org.relatum.command.language.RefusalCode.RISK_OF_A_RULE;
import static org.relatum.command.language.RefusalCode.SELF_REFERRAL;
import static org.relatum.command.language.RefusalCode.SEVERITY_NOT_HIGHER;
import static org.relatum.command.language.RefusalCode.STAFF_ACTIVE;
import static org.relatum.command.language.RefusalCode.STAFF_ALREADY_REGISTERED;
import static org.relatum.command.language.RefusalCode.STAFF_ERASED;
import static org.relatum.command.language.RefusalCode.STAFF_LEFT;
import static org.relatum.command.language.RefusalCode.STAFF_NOT_FOUND;
import static org.relatum.command.language.RefusalCode.SURVEY_NOT_FOUND;
import static org.relatum.command.language.RefusalCode.UNKNOWN_CATEGORY;
import static org.relatum.command.language.RefusalCode.UNKNOWN_CHANNEL;
import static org.relatum.command.language.RefusalCode.UNKNOWN_DEPARTMENT;
import static org.relatum.command.language.RefusalCode.UNKNOWN_KPI;
import static org.relatum.command.language.RefusalCode.UNKNOWN_PRODUCT;
import static org.relatum.command.language.RefusalCode.UNKNOWN_PURPOSE;
import static org.relatum.command.language.RefusalCode.UNKNOWN_ROOT_CAUSE;
import static org.relatum.command.language.RefusalCode.UNKNOWN_STAFF;
import static org.relatum.command.language.RefusalCode.UNKNOWN_TIER;
import static org.relatum.command.language.RefusalCode.UNKNOWN_TOPIC;
import static org.relatum.command.language.RefusalCode.UNKNOWN_WAVE;
import static org.relatum.command.language.RefusalCode.WAVE_ALREADY_BEGUN;
import static org.relatum.command.language.RefusalCode.WEIGHTS_SUM;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.command.language.ArticleCommand.PublishArticle;
import org.relatum.command.language.ArticleCommand.ReviseArticle;
import org.relatum.command.language.ArticleCommand.WithdrawArticle;
import org.relatum.command.language.Command;
import org.relatum.command.language.CommitmentCommand.BreakCommitment;
import org.relatum.command.language.CommitmentCommand.ConfirmNeed;
import org.relatum.command.language.CommitmentCommand.IdentifyNeed;
import org.relatum.command.language.CommitmentCommand.KeepCommitment;
import org.relatum.command.language.CommitmentCommand.MakeCommitment;
import org.relatum.command.language.CommitmentCommand.MeetNeed;
import org.relatum.command.language.DepartmentCommand.RegisterDepartment;
import org.relatum.command.language.DerivedId;
import org.relatum.command.language.ImprovementCommand.CloseImprovement;
import org.relatum.command.language.ImprovementCommand.OpenImprovement;
import org.relatum.command.language.InteractionCommand.CancelCare;
import org.relatum.command.language.InteractionCommand.DeliverCare;
import org.relatum.command.language.InteractionCommand.LogInteraction;
import org.relatum.command.language.InteractionCommand.PlanCare;
import org.relatum.command.language.InteractionCommand.ReceiveFeedback;
import org.relatum.command.language.LifecycleCommand.AddContactPoint;
import org.relatum.command.language.LifecycleCommand.AddExternalReference;
import org.relatum.command.language.LifecycleCommand.AssignOwner;
import org.relatum.command.language.LifecycleCommand.ChangeProfile;
import org.relatum.command.language.LifecycleCommand.ClassifyCustomer;
import org.relatum.command.language.LifecycleCommand.CloseCustomer;
import org.relatum.command.language.LifecycleCommand.MergeDuplicate;
import org.relatum.command.language.LifecycleCommand.QualifyCustomer;
import org.relatum.command.language.LifecycleCommand.RegisterCustomer;
import org.relatum.command.language.LifecycleCommand.RemoveContactPoint;
import org.relatum.command.language.LifecycleCommand.ReopenCustomer;
import org.relatum.command.language.LifecycleCommand.UndoMerge;
import org.relatum.command.language.LoyaltyCommand.AdjustPoints;
import org.relatum.command.language.LoyaltyCommand.ConvertReferral;
import org.relatum.command.language.LoyaltyCommand.Enrol;
import org.relatum.command.language.LoyaltyCommand.ExpirePoints;
import org.relatum.command.language.LoyaltyCommand.GrantPoints;
import org.relatum.command.language.LoyaltyCommand.RecordReferral;
import org.relatum.command.language.LoyaltyCommand.RedeemPoints;
import org.relatum.command.language.LoyaltyCommand.ReviewTier;
import org.relatum.command.language.PerformanceCommand.EvaluatePeriod;
import org.relatum.command.language.PerformanceCommand.RecordReview;
import org.relatum.command.language.PerformanceCommand.SetTargets;
import org.relatum.command.language.PrivacyCommand.ErasePersonalData;
import org.relatum.command.language.PrivacyCommand.GrantConsent;
import org.relatum.command.language.PrivacyCommand.LiftLegalHold;
import org.relatum.command.language.PrivacyCommand.PlaceLegalHold;
import org.relatum.command.language.PrivacyCommand.WithdrawConsent;
import org.relatum.command.language.ProductCommand.DiscontinueProduct;
import org.relatum.command.language.ProductCommand.PriceProduct;
import org.relatum.command.language.ProductCommand.RegisterProduct;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.RiskCommand.AssessRisk;
import org.relatum.command.language.RiskCommand.ChooseRiskResponse;
import org.relatum.command.language.RiskCommand.ClearRisk;
import org.relatum.command.language.RiskCommand.RaiseRisk;
import org.relatum.command.language.RiskCommand.RecordPreventiveMeasure;
import org.relatum.command.language.RiskCommand.RecordRecoveryStep;
import org.relatum.command.language.SalesCommand.PlaceOrder;
import org.relatum.command.language.SalesCommand.ReturnOrder;
import org.relatum.command.language.SatisfactionCommand.RespondToSurvey;
import org.relatum.command.language.ServiceCommand.AssignCase;
import org.relatum.command.language.ServiceCommand.CloseCase;
import org.relatum.command.language.ServiceCommand.EscalateCase;
import org.relatum.command.language.ServiceCommand.LinkArticle;
import org.relatum.command.language.ServiceCommand.OpenCase;
import org.relatum.command.language.ServiceCommand.PauseCase;
import org.relatum.command.language.ServiceCommand.RecordRootCause;
import org.relatum.command.language.ServiceCommand.ReopenCase;
import org.relatum.command.language.ServiceCommand.ResolveCase;
import org.relatum.command.language.ServiceCommand.RespondToCase;
import org.relatum.command.language.ServiceCommand.ResumeCase;
import org.relatum.command.language.StaffCommand.EraseStaff;
import org.relatum.command.language.StaffCommand.RecordLeaving;
import org.relatum.command.language.StaffCommand.RecordTraining;
import org.relatum.command.language.StaffCommand.RegisterStaff;
import org.relatum.command.language.SurveyCommand.BeginSurveyWave;
import org.relatum.command.language.SurveyCommand.PublishSurvey;
import org.relatum.command.shell.Outcome.Accepted;
import org.springframework.web.bind.annotation.RequestMethod;

/**
 * The commands that can be sent over HTTP, each with its name, its record, its address, and what its documentation says. Everything
 * else (endpoints, the stream of mixed commands, OpenAPI) is made from this table.
 */
enum CommandType {
    REGISTER_CUSTOMER(
            "register-customer",
            RegisterCustomer.class,
            RequestMethod.POST,
            "/customers",
            "Register a customer",
            """
            Everything that is known goes into one command: profile, contact points, external references. With an
            `Idempotency-Key` the customer's id is derived from principal and key, so that a repetition can't register twice.
            An external reference that another customer has is refused.\
            """,
            """
            {"party": "PERSON", "role": "CUSTOMER",
             "profile": {"name": "Ada Example", "birthDate": "1990-05-17", "language": "en", "country": "CH"},
             "sourceChannel": "web", "firstTouchCampaign": "spring-2026",
             "contactPoints": [{"kind": "EMAIL", "value": "ada@example.org", "label": "private"}],
             "externalReferences": [{"system": "shop", "value": "4711"}]}\
            """,
            EXTERNAL_REFERENCE_TAKEN),
    CHANGE_PROFILE(
            "change-profile",
            ChangeProfile.class,
            RequestMethod.PATCH,
            "/customers/{customer}/profile",
            "Change profile fields",
            """
            Fields in `profile` get a new value, fields named in `cleared` lose theirs, all others stay as they are. Accepted for a
            closed customer too, because it corrects.\
            """,
            """
            {"profile": {"occupation": "Engineer", "country": "DE"}, "cleared": ["NOTES"]}\
            """),
    ADD_CONTACT_POINT(
            "add-contact-point",
            AddContactPoint.class,
            RequestMethod.POST,
            "/customers/{customer}/contact-points",
            "Add a contact point",
            "Without `contactPoint` an identifier is made; the answer says which.",
            """
            {"kind": "PHONE", "value": "+41 44 000 00 00", "label": "work"}\
            """,
            CONTACT_POINT_ALREADY_RECORDED,
            OUT_OF_ORDER),
    REMOVE_CONTACT_POINT(
            "remove-contact-point",
            RemoveContactPoint.class,
            RequestMethod.DELETE,
            "/customers/{customer}/contact-points/{contactPoint}",
            "Remove a contact point",
            "It stays in the history. Accepted for a closed customer too.",
            "",
            CONTACT_POINT_NOT_FOUND,
            OUT_OF_ORDER),
    CLASSIFY_CUSTOMER(
            "classify-customer",
            ClassifyCustomer.class,
            RequestMethod.PUT,
            "/customers/{customer}/classification",
            "Classify a customer",
            "Sets the segment, the type of relationship, or both; what is absent stays as it is.",
            """
            {"segment": "gold", "relationshipType": "PROACTIVE"}\
            """),
    QUALIFY_CUSTOMER(
            "qualify-customer",
            QualifyCustomer.class,
            RequestMethod.POST,
            "/customers/{customer}/qualification",
            "Qualify a customer as target",
            "The company decides to pursue this customer. Happens once.",
            """
            {"reason": "Asked for a quote twice"}\
            """,
            ALREADY_QUALIFIED),
    ASSIGN_OWNER(
            "assign-owner",
            AssignOwner.class,
            RequestMethod.PUT,
            "/customers/{customer}/owner",
            "Assign owner and department",
            "From then on they are responsible for the customer. Both are registered before; the owner has not left.",
            """
            {"owner": "staff-17", "department": "key-accounts"}\
            """,
            UNKNOWN_STAFF,
            STAFF_LEFT,
            STAFF_ERASED,
            UNKNOWN_DEPARTMENT),
    ADD_EXTERNAL_REFERENCE(
            "add-external-reference",
            AddExternalReference.class,
            RequestMethod.POST,
            "/customers/{customer}/external-references",
            "Add an external reference",
            "A name under which another system knows the customer; unique across all customers.",
            """
            {"system": "erp", "value": "K-2026-0815"}\
            """,
            EXTERNAL_REFERENCE_TAKEN),
    MERGE_DUPLICATE(
            "merge-duplicate",
            MergeDuplicate.class,
            RequestMethod.POST,
            "/customers/{customer}/merges",
            "Merge a duplicate into this customer",
            """
            From then on the two are one relationship and facts go to this customer; a fact for the duplicate is refused with the
            survivor's id. Both histories stay readable.\
            """,
            """
            {"duplicate": "0198f3a2-7c4e-7d10-9a55-3f0c5a1b2c3d", "reason": "Same person, two sign-ups"}\
            """,
            MERGE_WITH_ITSELF,
            DUPLICATE_NOT_FOUND,
            DUPLICATE_CLOSED,
            DUPLICATE_MERGED,
            OUT_OF_ORDER),
    UNDO_MERGE(
            "undo-merge",
            UndoMerge.class,
            RequestMethod.POST,
            "/customers/{customer}/merges/{duplicate}/reversal",
            "Undo a wrong merge",
            "From then on the two customers are separate again. Sent to the survivor.",
            """
            {"reason": "Father and son"}\
            """,
            NOT_MERGED,
            LEGAL_HOLD,
            OUT_OF_ORDER),
    CLOSE_CUSTOMER(
            "close-customer",
            CloseCustomer.class,
            RequestMethod.POST,
            "/customers/{customer}/closure",
            "Close a customer",
            "Ends the relationship. Until it is reopened, only corrections are accepted.",
            """
            {"reason": "Moved abroad"}\
            """,
            OUT_OF_ORDER),
    REOPEN_CUSTOMER(
            "reopen-customer",
            ReopenCustomer.class,
            RequestMethod.POST,
            "/customers/{customer}/reopening",
            "Reopen a customer",
            "Takes an ended relationship up again.",
            """
            {"reason": "Came back"}\
            """,
            CUSTOMER_NOT_CLOSED,
            OUT_OF_ORDER),
    LOG_INTERACTION(
            "log-interaction",
            LogInteraction.class,
            RequestMethod.POST,
            "/customers/{customer}/interactions",
            "Log an interaction",
            """
            Customer and company were in contact. Channel and topic come from the configured lists. An outbound contact that the
            customer does not want, or for whose `purpose` a consent is needed and was not granted, is refused.\
            """,
            """
            {"occurredAt": "2024-03-02T09:30:00Z", "channel": "phone", "direction": "INBOUND", "topic": "order",
             "sentiment": "POSITIVE", "responseSeconds": 45, "summary": "Asked about delivery"}\
            """,
            UNKNOWN_CHANNEL,
            UNKNOWN_TOPIC,
            UNKNOWN_PURPOSE,
            CONSENT_WITHDRAWN,
            CONSENT_MISSING),
    RECEIVE_FEEDBACK(
            "receive-feedback",
            ReceiveFeedback.class,
            RequestMethod.POST,
            "/customers/{customer}/feedback",
            "Record unsolicited feedback",
            "The customer gave an opinion unasked: a review or a post.",
            """
            {"channel": "web", "topic": "order", "sentiment": "NEGATIVE", "rating": 2, "text": "The parcel was wet"}\
            """,
            UNKNOWN_CHANNEL,
            UNKNOWN_TOPIC),
    PLAN_CARE(
            "plan-care",
            PlanCare.class,
            RequestMethod.POST,
            "/customers/{customer}/care",
            "Plan care",
            "A gesture of care for a later day. Without `care` an identifier is made; the answer says which.",
            """
            {"care": "birthday-2027", "kind": "BIRTHDAY", "dueAt": "2027-05-17T08:00:00Z", "note": "Likes tea"}\
            """,
            CARE_ALREADY_PLANNED),
    DELIVER_CARE(
            "deliver-care",
            DeliverCare.class,
            RequestMethod.POST,
            "/customers/{customer}/care/{care}/delivery",
            "Record that care was delivered",
            "Planned care reached the customer; it ends once. Refused where the customer does not want to be contacted"
                    + " so.",
            """
            {"channel": "phone", "answered": true, "note": "Was pleased"}\
            """,
            UNKNOWN_CHANNEL,
            UNKNOWN_PURPOSE,
            CONSENT_WITHDRAWN,
            CONSENT_MISSING,
            CARE_NOT_FOUND,
            CARE_ALREADY_ENDED,
            OUT_OF_ORDER),
    CANCEL_CARE(
            "cancel-care",
            CancelCare.class,
            RequestMethod.POST,
            "/customers/{customer}/care/{care}/cancellation",
            "Cancel planned care",
            "Planned care will not be delivered; it ends once. Accepted for a closed customer too.",
            """
            {"reason": "Customer asked not to be called"}\
            """,
            CARE_NOT_FOUND,
            CARE_ALREADY_ENDED,
            OUT_OF_ORDER),
    PLACE_ORDER(
            "place-order",
            PlaceOrder.class,
            RequestMethod.POST,
            "/customers/{customer}/orders",
            "Record an order",
            """
            The order's total is the sum of its lines. A line names a product of the catalogue by `sku`, or describes in free text
            what was bought. A line with a `sku` and without `unitPrice` takes the price that the list `standard` has in the order's
            currency at the order's `occurredAt`. An order in another than the reporting currency states its conversion rate. An
            order reference is accepted once per customer.\
            """,
            """
            {"occurredAt": "2024-03-02T10:15:30.123456Z", "order": "A-1001", "currency": "EUR", "conversionRate": "1.08",
             "channel": "web", "lines": [
               {"description": "Teapot", "category": "kitchen", "quantity": "1", "unitPrice": "39.90"},
               {"description": "Green tea, 100 g", "category": "food", "quantity": "2", "unitPrice": "8.50"}]}\
            """,
            ORDER_ALREADY_RECORDED,
            CONVERSION_RATE_REQUIRED,
            UNKNOWN_PRODUCT,
            PRODUCT_DISCONTINUED,
            PRICE_REQUIRED),
    RETURN_ORDER(
            "return-order",
            ReturnOrder.class,
            RequestMethod.POST,
            "/customers/{customer}/orders/{order}/returns",
            "Record a return",
            """
            Goods of an order came back, or money was given back for them. Without `amount` it is the value of the returned lines.
            All returns of an order never exceed it, in units of a line or in money. Accepted for a closed customer too.\
            """,
            """
            {"returned": "R-1", "lines": [{"line": 2, "quantity": "1"}], "reason": "Wrong taste"}\
            """,
            ORDER_NOT_FOUND,
            RETURN_ALREADY_RECORDED,
            RETURN_EXCEEDS_ORDER,
            OUT_OF_ORDER),
    IDENTIFY_NEED(
            "identify-need",
            IdentifyNeed.class,
            RequestMethod.POST,
            "/customers/{customer}/needs",
            "Identify a need",
            "Somebody recognised what the customer needs. Without `need` an identifier is made; the answer says which.",
            """
            {"need": "gift-advice", "kind": "LATENT", "source": "OBSERVATION", "text": "Wants somebody to choose with her"}\
            """,
            NEED_ALREADY_IDENTIFIED,
            LIMIT_REACHED),
    CONFIRM_NEED(
            "confirm-need",
            ConfirmNeed.class,
            RequestMethod.POST,
            "/customers/{customer}/needs/{need}/confirmation",
            "Confirm a need",
            "The customer agreed that this is a need. Happens once, and before the need is met.",
            "{}",
            NEED_NOT_FOUND,
            NEED_ALREADY_CONFIRMED,
            NEED_ALREADY_MET,
            OUT_OF_ORDER),
    MEET_NEED(
            "meet-need",
            MeetNeed.class,
            RequestMethod.POST,
            "/customers/{customer}/needs/{need}/fulfilment",
            "Record that a need was met",
            "The company gave the customer what was needed. Happens once; the need may be unconfirmed.",
            """
            {"how": "An hour in the shop"}\
            """,
            NEED_NOT_FOUND,
            NEED_ALREADY_MET,
            OUT_OF_ORDER),
    MAKE_COMMITMENT(
            "make-commitment",
            MakeCommitment.class,
            RequestMethod.POST,
            "/customers/{customer}/commitments",
            "Make a commitment",
            "Promises the customer something. Without `commitment` an identifier is made; the answer says which.",
            """
            {"occurredAt": "2026-03-11T09:25:00Z", "commitment": "catalogue", "text": "Send the new catalogue",
             "dueAt": "2026-03-14T17:00:00Z", "promisedBy": "staff-17"}\
            """,
            COMMITMENT_ALREADY_MADE,
            LIMIT_REACHED,
            UNKNOWN_STAFF,
            STAFF_LEFT,
            STAFF_ERASED),
    KEEP_COMMITMENT(
            "keep-commitment",
            KeepCommitment.class,
            RequestMethod.POST,
            "/customers/{customer}/commitments/{commitment}/fulfilment",
            "Record that a commitment was kept",
            "In time or late. A commitment ends once.",
            """
            {"note": "With the signed page"}\
            """,
            COMMITMENT_NOT_FOUND,
            COMMITMENT_ALREADY_ENDED,
            OUT_OF_ORDER),
    BREAK_COMMITMENT(
            "break-commitment",
            BreakCommitment.class,
            RequestMethod.POST,
            "/customers/{customer}/commitments/{commitment}/breach",
            "Record that a commitment was broken",
            "It will not be kept any more. A commitment ends once. Accepted for a closed customer too.",
            """
            {"reason": "Out of print"}\
            """,
            COMMITMENT_NOT_FOUND,
            COMMITMENT_ALREADY_ENDED,
            OUT_OF_ORDER),
    OPEN_CASE(
            "open-case",
            OpenCase.class,
            RequestMethod.POST,
            "/customers/{customer}/cases",
            "Open a case",
            """
            The customer came with an enquiry, a complaint, a request, a defect; the service-level clock runs from `occurredAt`.
            Category and channel come from the configured lists. Without `caseId` an identifier is made; the answer says which.
            `order` is one of the customer's, `sku` a product of the catalogue.\
            """,
            """
            {"caseId": "S-77", "kind": "COMPLAINT", "category": "quality", "severity": "NORMAL", "channel": "email",
             "description": "Twenty pages are missing"}\
            """,
            CASE_ALREADY_OPENED,
            UNKNOWN_CATEGORY,
            UNKNOWN_CHANNEL,
            UNKNOWN_PRODUCT,
            ORDER_NOT_FOUND,
            OUT_OF_ORDER,
            LIMIT_REACHED),
    ASSIGN_CASE(
            "assign-case",
            AssignCase.class,
            RequestMethod.PUT,
            "/customers/{customer}/cases/{caseId}/assignment",
            "Assign a case",
            "Says who is to look after it from now on, while it is open or waits.",
            """
            {"assignee": "staff-17", "department": "service"}\
            """,
            CASE_NOT_FOUND,
            ILLEGAL_CASE_MOVE,
            OUT_OF_ORDER,
            UNKNOWN_STAFF,
            STAFF_LEFT,
            STAFF_ERASED,
            UNKNOWN_DEPARTMENT),
    RESPOND_TO_CASE(
            "respond-to-case",
            RespondToCase.class,
            RequestMethod.POST,
            "/customers/{customer}/cases/{caseId}/responses",
            "Record a response to a case",
            "A human answered the customer. The first response is what the response target asks for.",
            """
            {"channel": "email", "text": "Which pages are they?"}\
            """,
            CASE_NOT_FOUND,
            ILLEGAL_CASE_MOVE,
            UNKNOWN_CHANNEL,
            OUT_OF_ORDER),
    PAUSE_CASE(
            "pause-case",
            PauseCase.class,
            RequestMethod.POST,
            "/customers/{customer}/cases/{caseId}/pause",
            "Pause a case",
            "An open case waits for the customer; its clock stands still.",
            """
            {"reason": "Waits for a photo"}\
            """,
            CASE_NOT_FOUND,
            ILLEGAL_CASE_MOVE,
            OUT_OF_ORDER),
    RESUME_CASE(
            "resume-case",
            ResumeCase.class,
            RequestMethod.POST,
            "/customers/{customer}/cases/{caseId}/resumption",
            "Resume a case",
            "A waiting case is open again; its clock runs.",
            "{}",
            CASE_NOT_FOUND,
            ILLEGAL_CASE_MOVE,
            OUT_OF_ORDER),
    ESCALATE_CASE(
            "escalate-case",
            EscalateCase.class,
            RequestMethod.POST,
            "/customers/{customer}/cases/{caseId}/escalation",
            "Escalate a case",
            "Takes it to a higher place, while it is open or waits; `severity`, if stated, is higher than it was.",
            """
            {"severity": "HIGH", "reason": "The whole print run may be bad"}\
            """,
            CASE_NOT_FOUND,
            ILLEGAL_CASE_MOVE,
            SEVERITY_NOT_HIGHER,
            OUT_OF_ORDER),
    RESOLVE_CASE(
            "resolve-case",
            ResolveCase.class,
            RequestMethod.POST,
            "/customers/{customer}/cases/{caseId}/resolution",
            "Resolve a case",
            "An open or waiting case is resolved; its clock stands still. Accepted for a closed customer too.",
            """
            {"resolution": "Sent another copy"}\
            """,
            CASE_NOT_FOUND,
            ILLEGAL_CASE_MOVE,
            OUT_OF_ORDER),
    REOPEN_CASE(
            "reopen-case",
            ReopenCase.class,
            RequestMethod.POST,
            "/customers/{customer}/cases/{caseId}/reopening",
            "Reopen a case",
            "A resolved or closed case is open again; its clock runs on from where it stood.",
            """
            {"reason": "The same pages again"}\
            """,
            CASE_NOT_FOUND,
            ILLEGAL_CASE_MOVE,
            OUT_OF_ORDER),
    CLOSE_CASE(
            "close-case",
            CloseCase.class,
            RequestMethod.POST,
            "/customers/{customer}/cases/{caseId}/closure",
            "Close a case",
            "Files a resolved case. Accepted for a closed customer too.",
            "{}",
            CASE_NOT_FOUND,
            ILLEGAL_CASE_MOVE,
            OUT_OF_ORDER),
    RECORD_ROOT_CAUSE(
            "record-root-cause",
            RecordRootCause.class,
            RequestMethod.PUT,
            "/customers/{customer}/cases/{caseId}/root-cause",
            "Record a root cause",
            """
            What had caused the case, from the configured list; a later finding takes the place of an earlier one. Accepted wherever
            the case is, and for a closed customer too.\
            """,
            """
            {"cause": "production", "note": "Bound on the old machine"}\
            """,
            CASE_NOT_FOUND,
            UNKNOWN_ROOT_CAUSE,
            OUT_OF_ORDER),
    LINK_ARTICLE(
            "link-article",
            LinkArticle.class,
            RequestMethod.POST,
            "/customers/{customer}/cases/{caseId}/articles",
            "Link a knowledge article with a case",
            "The article helped. Accepted wherever the case is, and for a closed customer too.",
            """
            {"article": "0198f3a2-af71-7043-8d88-6c3f8d4e5f60"}\
            """,
            CASE_NOT_FOUND,
            ARTICLE_NOT_FOUND,
            ARTICLE_WITHDRAWN,
            OUT_OF_ORDER),
    PUBLISH_ARTICLE(
            "publish-article",
            PublishArticle.class,
            RequestMethod.POST,
            "/articles",
            "Publish a knowledge article",
            "With an `Idempotency-Key` the article's id is derived from principal and key.",
            """
            {"title": "Missing pages", "body": "Ask for a photo of the spine, then send another copy.", "language": "en"}\
            """),
    REVISE_ARTICLE(
            "revise-article",
            ReviseArticle.class,
            RequestMethod.POST,
            "/articles/{article}/revisions",
            "Revise a knowledge article",
            "Gives it a new title and text, in the same language.",
            """
            {"title": "Missing or doubled pages", "body": "Send another copy at once."}\
            """,
            ARTICLE_NOT_FOUND,
            ARTICLE_WITHDRAWN,
            OUT_OF_ORDER),
    WITHDRAW_ARTICLE(
            "withdraw-article",
            WithdrawArticle.class,
            RequestMethod.POST,
            "/articles/{article}/withdrawal",
            "Withdraw a knowledge article",
            "It is no longer offered; what was linked with it stays so.",
            "{}",
            ARTICLE_NOT_FOUND,
            ARTICLE_WITHDRAWN,
            OUT_OF_ORDER),
    PUBLISH_SURVEY("publish-survey", PublishSurvey.class, RequestMethod.POST, "/surveys", "Publish a survey", """
        Its questions stay what they are: satisfaction with factors and on the whole (1 to 5), the likelihood of a recommendation
        (NPS, 0 to 10), the ease (CES, 1 to 7). It asks for something. Its first wave begins.\
        """, """
            {"title": "After the service", "wave": "2026-spring", "factors": ["problem_solved", "response_speed"],
             "overall": true, "nps": true, "ces": false}\
            """),
    BEGIN_SURVEY_WAVE(
            "begin-survey-wave",
            BeginSurveyWave.class,
            RequestMethod.POST,
            "/surveys/{survey}/waves",
            "Begin another wave of a survey",
            "The same questions are asked again; a customer may answer once in each wave.",
            """
            {"wave": "2026-autumn"}\
            """,
            SURVEY_NOT_FOUND,
            WAVE_ALREADY_BEGUN,
            OUT_OF_ORDER,
            LIMIT_REACHED),
    RESPOND_TO_SURVEY(
            "respond-to-survey",
            RespondToSurvey.class,
            RequestMethod.POST,
            "/customers/{customer}/survey-responses",
            "Record an answer to a survey",
            "One in each wave of a survey. What the survey doesn't ask is refused, and so is an answer that says"
                    + " nothing.",
            """
            {"survey": "0198f3a2-8d5f-7e21-8b66-4a1d6b2c3d4e", "wave": "2026-spring",
             "csat": [{"factor": "problem_solved", "rating": 4}], "overall": 4, "nps": 9, "comment": "Took two attempts"}\
            """,
            SURVEY_NOT_FOUND,
            UNKNOWN_WAVE,
            ALREADY_ANSWERED,
            OUT_OF_ORDER,
            LIMIT_REACHED),
    OPEN_IMPROVEMENT(
            "open-improvement",
            OpenImprovement.class,
            RequestMethod.POST,
            "/improvements",
            "Open an improvement",
            """
            What answers led to: of one customer, of a survey, about a factor; or what a scorecard led to: a key figure of a period, of
            the company or of a part of it. The text is kept like the customer's personal data where there is a customer.\
            """,
            """
            {"factor": "response_speed", "owner": "staff-17", "text": "Answer within the hour",
             "dueAt": "2030-06-30T22:00:00Z", "kpi": "first_response", "period": "2026-Q1"}\
            """,
            CUSTOMER_NOT_FOUND,
            CUSTOMER_MERGED,
            CUSTOMER_CLOSED,
            CUSTOMER_ERASED,
            SURVEY_NOT_FOUND,
            UNKNOWN_STAFF,
            STAFF_LEFT,
            STAFF_ERASED,
            UNKNOWN_KPI),
    CLOSE_IMPROVEMENT(
            "close-improvement",
            CloseImprovement.class,
            RequestMethod.POST,
            "/improvements/{improvement}/closure",
            "Close an improvement",
            "It ends once, with what became of it.",
            """
            {"outcome": "ACHIEVED", "note": "The factor rose by half a point"}\
            """,
            IMPROVEMENT_NOT_FOUND,
            IMPROVEMENT_ALREADY_CLOSED,
            CUSTOMER_ERASED,
            OUT_OF_ORDER),
    SET_TARGETS(
            "set-targets",
            SetTargets.class,
            RequestMethod.POST,
            "/scorecard/targets",
            "Set targets and weights",
            """
            What is expected of a period, of the company or of a part of it (`dimension` and `member`), in place of everything stated for
            it before. What is not stated is as for a longer period, or the whole company, or as the KPI policy says. Weights
            stated for a group of key figures add up to 1, and so do those of the groups.\
            """,
            """
            {"period": "2026-Q1", "kpis": [{"kpi": "sla_attainment", "target": "0.95", "weight": "0.6"},
             {"kpi": "first_response", "target": "2", "weight": "0.4"}],
             "groups": [{"group": "SATISFACTION", "weight": "0.4"}, {"group": "INTERNAL", "weight": "0.6"}],
             "method": "pairwise comparison, consistency ratio 0.03"}\
            """,
            UNKNOWN_KPI,
            WEIGHTS_SUM,
            UNKNOWN_STAFF,
            STAFF_LEFT,
            STAFF_ERASED,
            UNKNOWN_DEPARTMENT),
    RECORD_REVIEW(
            "record-review",
            RecordReview.class,
            RequestMethod.POST,
            "/scorecard/reviews",
            "Record a judgement in words",
            """
            What the figures don't say: of the whole, of a group or of a key figure. Not before the period begins. The text is kept like
            the personal data of the member of staff whose scorecard it is.\
            """,
            """
            {"period": "2026-Q1", "group": "INTERNAL", "reviewer": "staff-17",
             "text": "Two people were ill in March; the targets were met all the same"}\
            """,
            UNKNOWN_KPI,
            UNKNOWN_STAFF,
            STAFF_LEFT,
            STAFF_ERASED,
            UNKNOWN_DEPARTMENT,
            OUT_OF_ORDER,
            LIMIT_REACHED),
    EVALUATE_PERIOD(
            "evaluate-period",
            EvaluatePeriod.class,
            RequestMethod.POST,
            "/scorecard/evaluations",
            "Evaluate a period",
            """
            Records the figures of a period that is over as they are published: with what was known by `knownAt`, or all that is. Facts
            that become known later change the scorecard, not what was published; a later evaluation stands beside it.\
            """,
            """
            {"period": "2025"}\
            """,
            PERIOD_NOT_OVER,
            STAFF_ERASED,
            OUT_OF_ORDER),
    ENROL_CUSTOMER(
            "enrol-customer",
            Enrol.class,
            RequestMethod.POST,
            "/customers/{customer}/loyalty",
            "Enrol a customer in the loyalty program",
            "Orders from then on earn points, by the points policy in force at the order's `occurredAt`. Happens once.",
            """
            {"program": "standard"}\
            """,
            ALREADY_ENROLLED),
    REDEEM_POINTS(
            "redeem-points",
            RedeemPoints.class,
            RequestMethod.POST,
            "/customers/{customer}/redemptions",
            "Redeem points",
            """
            Takes active points, those that expire first first. Never more than there are at `occurredAt`, less what is owed.
            A redemption's reference is accepted once per customer; without one it is made.\
            """,
            """
            {"redemption": "V-1", "points": 30, "purpose": "A teapot"}\
            """,
            NOT_ENROLLED,
            OUT_OF_ORDER,
            REDEMPTION_ALREADY_RECORDED,
            INSUFFICIENT_POINTS,
            LIMIT_REACHED),
    GRANT_POINTS(
            "grant-points",
            GrantPoints.class,
            RequestMethod.POST,
            "/customers/{customer}/points",
            "Give points",
            "A present, or the reward of a referral: active at once, and expiring like earned points. What is owed is"
                    + " paid first.",
            """
            {"points": 50, "reason": "Birthday"}\
            """,
            NOT_ENROLLED,
            OUT_OF_ORDER,
            REFERRAL_NOT_FOUND,
            LIMIT_REACHED),
    ADJUST_POINTS(
            "adjust-points",
            AdjustPoints.class,
            RequestMethod.POST,
            "/customers/{customer}/points/adjustments",
            "Correct points",
            """
            Above zero points are added, below zero they are taken away, never more than there are. Accepted for a closed customer
            too.\
            """,
            """
            {"points": 20, "reason": "Credited to the wrong person"}\
            """,
            NOT_ENROLLED,
            OUT_OF_ORDER,
            INSUFFICIENT_POINTS,
            LIMIT_REACHED),
    EXPIRE_POINTS(
            "expire-points",
            ExpirePoints.class,
            RequestMethod.POST,
            "/customers/{customer}/points/expiry",
            "Book expired points",
            """
            Points expire by time alone; this books what has expired by `occurredAt`, once. It changes no balance. A booked lot is closed:
            nothing can be redeemed from it any more, however late that becomes known.\
            """,
            """
            {}\
            """),
    REVIEW_TIER(
            "review-tier",
            ReviewTier.class,
            RequestMethod.PUT,
            "/customers/{customer}/tier",
            "Set the tier by hand",
            "The tier counts as reached at that instant.",
            """
            {"tier": "silver", "reason": "After the broken delivery"}\
            """,
            NOT_ENROLLED,
            OUT_OF_ORDER,
            UNKNOWN_TIER),
    RECORD_REFERRAL(
            "record-referral",
            RecordReferral.class,
            RequestMethod.POST,
            "/customers/{customer}/referrals",
            "Record a referral",
            "The customer recommended the company. Without `referral` an identifier is made; the answer says which.",
            """
            {"referral": "ref-7", "note": "Her sister"}\
            """,
            REFERRAL_ALREADY_RECORDED,
            REFERRED_CUSTOMER_NOT_FOUND,
            SELF_REFERRAL,
            LIMIT_REACHED),
    CONVERT_REFERRAL(
            "convert-referral",
            ConvertReferral.class,
            RequestMethod.POST,
            "/customers/{customer}/referrals/{referral}/conversion",
            "Record that a referral had success",
            "Somebody became a customer because of it. Happens once.",
            """
            {"referredCustomer": "0198f3a2-7c4e-7d10-9a55-3f0c5a1b2c3d"}\
            """,
            REFERRAL_NOT_FOUND,
            REFERRAL_ALREADY_CONVERTED,
            REFERRED_CUSTOMER_NOT_FOUND,
            SELF_REFERRAL,
            OUT_OF_ORDER),
    RAISE_RISK(
            "raise-risk",
            RaiseRisk.class,
            RequestMethod.POST,
            "/customers/{customer}/risk-flags",
            "Raise a risk flag by hand",
            """
            For a danger that no rule sees. Without `flag` an identifier is made; the answer says which. A rule's name can't be given.\
            """,
            """
            {"flag": "f-1", "cause": "COMPETITOR", "probability": 3, "impact": 4,
             "potentialLoss": {"amount": "1200.00", "currency": "EUR"}, "note": "Has an offer of another shop"}\
            """,
            RISK_ALREADY_RAISED,
            LIMIT_REACHED),
    ASSESS_RISK(
            "assess-risk",
            AssessRisk.class,
            RequestMethod.PUT,
            "/customers/{customer}/risk-flags/{flag}/assessment",
            "Assess a risk flag",
            """
            These figures replace those the flag was raised with. The flag is one raised by hand, or a rule's, by its name, such as `churn`
            or `complaint:S-77`.\
            """,
            """
            {"probability": 4, "impact": 4, "note": "The offer is a good one"}\
            """,
            RISK_NOT_FOUND,
            RISK_ALREADY_CLEARED,
            OUT_OF_ORDER),
    CHOOSE_RISK_RESPONSE(
            "choose-risk-response",
            ChooseRiskResponse.class,
            RequestMethod.PUT,
            "/customers/{customer}/risk-flags/{flag}/response",
            "Choose the response to a risk flag",
            "A later choice replaces an earlier one.",
            """
            {"response": "MITIGATE", "note": "Call her today"}\
            """,
            RISK_NOT_FOUND,
            RISK_ALREADY_CLEARED,
            OUT_OF_ORDER),
    RECORD_PREVENTIVE_MEASURE(
            "record-preventive-measure",
            RecordPreventiveMeasure.class,
            RequestMethod.POST,
            "/customers/{customer}/risk-flags/{flag}/measures",
            "Record a preventive measure",
            "What was arranged so that it doesn't happen again. Without `measure` an identifier is made; the answer"
                    + " says which.",
            """
            {"measure": "m-1", "kind": "PROCESS", "reviewAt": "2027-01-01T00:00:00Z", "text": "Compare prices every quarter"}\
            """,
            RISK_NOT_FOUND,
            MEASURE_ALREADY_RECORDED,
            OUT_OF_ORDER,
            LIMIT_REACHED),
    RECORD_RECOVERY_STEP(
            "record-recovery-step",
            RecordRecoveryStep.class,
            RequestMethod.POST,
            "/customers/{customer}/risk-flags/{flag}/recovery",
            "Record a step to win the relationship back",
            "With its outcome, once that is known.",
            """
            {"outcome": "IMPROVED", "text": "Visited her with a better offer"}\
            """,
            RISK_NOT_FOUND,
            OUT_OF_ORDER),
    CLEAR_RISK(
            "clear-risk",
            ClearRisk.class,
            RequestMethod.POST,
            "/customers/{customer}/risk-flags/{flag}/clearance",
            "Clear a risk flag",
            "Only a flag raised by hand: a rule's goes when its reason does. Accepted for a closed customer too.",
            """
            {"reason": "She stays"}\
            """,
            RISK_NOT_FOUND,
            RISK_ALREADY_CLEARED,
            RISK_OF_A_RULE,
            OUT_OF_ORDER),
    GRANT_CONSENT(
            "grant-consent",
            GrantConsent.class,
            RequestMethod.POST,
            "/customers/{customer}/consents",
            "Record a consent",
            """
            The customer consented to being contacted for a purpose, on one channel or any. Purposes and channels come from the
            configured lists. Of several statements that cover a contact, the latest counts.\
            """,
            """
            {"purpose": "marketing", "channel": "email", "note": "Box ticked in the shop"}\
            """,
            UNKNOWN_PURPOSE,
            UNKNOWN_CHANNEL,
            LIMIT_REACHED),
    WITHDRAW_CONSENT(
            "withdraw-consent",
            WithdrawConsent.class,
            RequestMethod.POST,
            "/customers/{customer}/consents/withdrawal",
            "Record that a consent was withdrawn",
            """
            Contacts by the company that it covers are refused from then on. Without `purpose` it covers every contact but those that
            state a purpose without consent; without `channel`, every channel.\
            """,
            """
            {"purpose": "marketing", "note": "Said so on the phone"}\
            """,
            UNKNOWN_PURPOSE,
            UNKNOWN_CHANNEL,
            LIMIT_REACHED),
    PLACE_LEGAL_HOLD(
            "place-legal-hold",
            PlaceLegalHold.class,
            RequestMethod.POST,
            "/customers/{customer}/legal-holds",
            "Place a legal hold",
            "Nothing of the customer is erased until it is lifted. The answer names it.",
            """
            {"note": "Lawsuit 4 O 12/26"}\
            """,
            LIMIT_REACHED),
    LIFT_LEGAL_HOLD(
            "lift-legal-hold",
            LiftLegalHold.class,
            RequestMethod.POST,
            "/customers/{customer}/legal-holds/{hold}/lifting",
            "Lift a legal hold",
            "The reason to keep the data is gone.",
            """
            {"note": "Settled"}\
            """,
            LEGAL_HOLD_NOT_FOUND,
            OUT_OF_ORDER),
    ERASE_PERSONAL_DATA(
            "erase-personal-data",
            ErasePersonalData.class,
            RequestMethod.POST,
            "/customers/{customer}/erasure",
            "Erase a customer's personal data",
            """
            For good: the keys of the customer and of everybody merged into it are destroyed before the answer. What is not personal
            stays as it is, and so do all proofs. Nothing is recorded of this customer any more. May be repeated.\
            """,
            """
            {"ground": "REQUEST"}\
            """,
            LEGAL_HOLD),
    REGISTER_DEPARTMENT(
            "register-department",
            RegisterDepartment.class,
            RequestMethod.POST,
            "/departments",
            "Register a department",
            "Its stream is derived from its key. A parent is registered before.",
            """
            {"department": "key-accounts", "name": "Key accounts"}\
            """,
            DEPARTMENT_ALREADY_REGISTERED,
            UNKNOWN_DEPARTMENT),
    REGISTER_STAFF(
            "register-staff",
            RegisterStaff.class,
            RequestMethod.POST,
            "/staff",
            "Register a member of staff",
            """
            Also one who left and comes back. The key is what names the person as owner, assignee or promiser, for ever and in the clear: let it
            be a pseudonym. Name and contact are stored encrypted with the person's own key.\
            """,
            """
            {"staff": "staff-17", "name": "Maria Meier", "role": "account manager", "department": "key-accounts",
             "contact": "maria@example.com"}\
            """,
            STAFF_ALREADY_REGISTERED,
            STAFF_ERASED,
            UNKNOWN_DEPARTMENT,
            OUT_OF_ORDER),
    RECORD_TRAINING(
            "record-training",
            RecordTraining.class,
            RequestMethod.POST,
            "/staff/{staff}/trainings",
            "Record a training",
            "A member of staff was trained.",
            """
            {"title": "Complaint handling", "hours": "7.5"}\
            """,
            STAFF_NOT_FOUND,
            STAFF_LEFT,
            STAFF_ERASED,
            OUT_OF_ORDER),
    RECORD_LEAVING(
            "record-leaving",
            RecordLeaving.class,
            RequestMethod.POST,
            "/staff/{staff}/leaving",
            "Record that a member of staff left",
            "From then on the person can't be made responsible for anything.",
            """
            {"reason": "Retires"}\
            """,
            STAFF_NOT_FOUND,
            STAFF_LEFT,
            STAFF_ERASED,
            OUT_OF_ORDER),
    ERASE_STAFF(
            "erase-staff",
            EraseStaff.class,
            RequestMethod.POST,
            "/staff/{staff}/erasure",
            "Erase the personal data of somebody who left",
            """
            For good: the person's key is destroyed before the answer, so that name, contact and reasons can't be read any more. The key
            under which it was made responsible stays in history and names nobody. May be repeated.\
            """,
            """
            {"ground": "REQUEST"}\
            """,
            STAFF_NOT_FOUND,
            STAFF_ACTIVE),
    REGISTER_PRODUCT(
            "register-product",
            RegisterProduct.class,
            RequestMethod.POST,
            "/products",
            "Register a product",
            "Puts an article into the catalogue; its stream is derived from the SKU.",
            """
            {"sku": "TEA-100", "name": "Green tea, 100 g", "category": "food"}\
            """,
            PRODUCT_ALREADY_REGISTERED),
    PRICE_PRODUCT(
            "price-product",
            PriceProduct.class,
            RequestMethod.POST,
            "/products/{sku}/prices",
            "Set a price",
            "The price of one unit in a list and currency, from an instant on. Order lines take theirs from the list"
                    + " `standard`.",
            """
            {"list": "standard", "amount": "8.50", "currency": "EUR", "effectiveFrom": "2024-04-01T00:00:00Z"}\
            """,
            PRODUCT_NOT_FOUND,
            PRODUCT_DISCONTINUED,
            OUT_OF_ORDER),
    DISCONTINUE_PRODUCT(
            "discontinue-product",
            DiscontinueProduct.class,
            RequestMethod.POST,
            "/products/{sku}/discontinuation",
            "Discontinue a product",
            "Orders that occur from then on may not name it.",
            "{}",
            PRODUCT_NOT_FOUND,
            PRODUCT_DISCONTINUED,
            OUT_OF_ORDER);

    /** The part of an address that names the customer; it travels beside the command. */
    static final String CUSTOMER = "customer";

    /** The part of an address that names the product. */
    static final String SKU = "sku";

    private final String wireName;
    private final Class<? extends Command> command;
    private final RequestMethod method;
    private final String path;
    private final String summary;
    private final String description;
    private final String example;
    private final Set<RefusalCode> ownRefusals;
    private final List<String> pathFields;

    CommandType(
            String wireName,
            Class<? extends Command> command,
            RequestMethod method,
            String path,
            String summary,
            String description,
            String example,
            RefusalCode... ownRefusals) {
        this.wireName = wireName;
        this.command = command;
        this.method = method;
        this.path = path;
        this.summary = summary;
        this.description = description;
        this.example = example;
        this.ownRefusals = Set.of(ownRefusals);
        this.pathFields = Arrays.stream(path.split("/"))
                .filter(segment -> segment.startsWith("{") && !segment.equals("{customer}"))
                .map(segment -> segment.substring(1, segment.length() - 1))
                .toList();
    }

    static Optional<CommandType> named(String wireName) {
        for (CommandType type : values()) {
            if (type.wireName.equals(wireName)) {
                return Optional.of(type);
            }
        }
        return Optional.empty();
    }

    String wireName() {
        return wireName;
    }

    Class<? extends Command> command() {
        return command;
    }

    RequestMethod method() {
        return method;
    }

    /** Below {@link Api#ROOT}. */
    String path() {
        return path;
    }

    String summary() {
        return summary;
    }

    String description() {
        return description;
    }

    /** A body that the endpoint accepts; empty where it takes none. */
    String example() {
        return example;
    }

    /** Fields of the command that stand in the address instead of the body. */
    List<String> pathFields() {
        return pathFields;
    }

    /** Whether the command is about a customer that exists already. */
    boolean needsCustomer() {
        return path.contains("{" + CUSTOMER + "}");
    }

    CommandFamily family() {
        return CommandFamily.of(command);
    }

    /** Every way in which the rules can refuse it, besides input that can't be read. */
    Set<RefusalCode> refusals() {
        Set<RefusalCode> all = EnumSet.of(
                RefusalCode.OCCURRED_IN_FUTURE,
                RefusalCode.IDEMPOTENCY_KEY_REUSED,
                RefusalCode.VERSION_CONFLICT,
                RefusalCode.CONCURRENT_CHANGE);
        all.addAll(ownRefusals);
        if (needsCustomer()) {
            all.add(CUSTOMER_NOT_FOUND);
            all.add(CUSTOMER_MERGED);
            if (this != ERASE_PERSONAL_DATA) {
                all.add(CUSTOMER_ERASED);
            }
            if (!corrects()) {
                all.add(CUSTOMER_CLOSED);
            }
        }
        return all;
    }

    private boolean corrects() {
        return switch (this) {
            case CHANGE_PROFILE,
                    REMOVE_CONTACT_POINT,
                    UNDO_MERGE,
                    REOPEN_CUSTOMER,
                    CANCEL_CARE,
                    RETURN_ORDER,
                    BREAK_COMMITMENT,
                    RESOLVE_CASE,
                    CLOSE_CASE,
                    RECORD_ROOT_CAUSE,
                    LINK_ARTICLE,
                    GRANT_CONSENT,
                    WITHDRAW_CONSENT,
                    PLACE_LEGAL_HOLD,
                    LIFT_LEGAL_HOLD,
                    ERASE_PERSONAL_DATA -> true;
            default -> false;
        };
    }

    /**
     * A thing that a command makes and that has an address.
     *
     * @param field of the answer that names it
     * @param address below {@link Api#ROOT}, with the names still to be encoded
     */
    record Created(String field, String name, List<String> address) {}

    /** The field of the answer that names what the command makes, if that has an address. */
    Optional<String> createdField() {
        return switch (this) {
            case REGISTER_CUSTOMER -> Optional.of("customerId");
            case ADD_CONTACT_POINT -> Optional.of("contactPoint");
            case MERGE_DUPLICATE -> Optional.of("duplicate");
            case PLAN_CARE -> Optional.of("care");
            case PLACE_ORDER -> Optional.of("order");
            case RETURN_ORDER -> Optional.of("returned");
            case IDENTIFY_NEED -> Optional.of("need");
            case MAKE_COMMITMENT -> Optional.of("commitment");
            case OPEN_CASE -> Optional.of("caseId");
            case PUBLISH_ARTICLE, PUBLISH_SURVEY, OPEN_IMPROVEMENT -> Optional.of(family().streamField());
            case REDEEM_POINTS -> Optional.of("redemption");
            case RECORD_REFERRAL -> Optional.of("referral");
            case RAISE_RISK -> Optional.of("flag");
            case PLACE_LEGAL_HOLD -> Optional.of("hold");
            case RECORD_PREVENTIVE_MEASURE -> Optional.of("measure");
            case REGISTER_DEPARTMENT -> Optional.of("department");
            case REGISTER_STAFF -> Optional.of("staff");
            case REGISTER_PRODUCT -> Optional.of("sku");
            default -> Optional.empty();
        };
    }

    /** What an accepted command has made, if that has an address. */
    @Nullable
    Created created(Command accepted, Accepted answer) {
        UUID customer = answer.stream();
        return switch (accepted) {
            case RegisterCustomer c -> new Created("customerId", customer.toString(), customerPath(customer));
            case AddContactPoint c ->
                created(answer, "contactPoint", c.contactPoint(), "contact-point", "contact-points");
            case MergeDuplicate c -> created(answer, "duplicate", c.duplicate().toString(), "", "merges");
            case PlanCare c -> created(answer, "care", c.care(), "care", "care");
            case PlaceOrder c -> created(answer, "order", c.order(), "", "orders");
            case ReturnOrder c -> created(answer, "returned", c.returned(), "return", "orders", c.order(), "returns");
            case IdentifyNeed c -> created(answer, "need", c.need(), "need", "needs");
            case MakeCommitment c -> created(answer, "commitment", c.commitment(), "commitment", "commitments");
            case OpenCase c -> created(answer, "caseId", c.caseId(), "case", "cases");
            case PublishArticle c -> stream(answer, "articles");
            case PublishSurvey c -> stream(answer, "surveys");
            case OpenImprovement c -> stream(answer, "improvements");
            case RedeemPoints c -> created(answer, "redemption", c.redemption(), "redemption", "redemptions");
            case RecordReferral c -> created(answer, "referral", c.referral(), "referral", "referrals");
            case RaiseRisk c -> created(answer, "flag", c.flag(), "risk", "risk-flags");
            case PlaceLegalHold c -> created(answer, "hold", null, "hold", "legal-holds");
            case RecordPreventiveMeasure c ->
                created(answer, "measure", c.measure(), "measure", "risk-flags", c.flag(), "measures");
            case RegisterDepartment c ->
                new Created("department", c.department(), List.of("departments", c.department()));
            case RegisterStaff c -> new Created("staff", c.staff(), List.of("staff", c.staff()));
            case RegisterProduct c -> new Created("sku", c.sku(), List.of("products", c.sku()));
            default -> null;
        };
    }

    private Created stream(Accepted answer, String collection) {
        String name = answer.stream().toString();
        return new Created(family().streamField(), name, List.of(collection, name));
    }

    private static Created created(
            Accepted answer, String field, @Nullable String given, String kind, String... collection) {
        String name = given != null ? given : DerivedId.within(answer.stream(), kind, answer.lastSequence());
        List<String> address = new ArrayList<>(customerPath(answer.stream()));
        address.addAll(List.of(collection));
        address.add(name);
        return new Created(field, name, address);
    }

    private static List<String> customerPath(UUID customer) {
        return List.of("customers", customer.toString());
    }
}
